package io.hexforge.domain.gateway;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.gateway.ChatCall.Media;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.OutputFormat;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Sampling;
import io.hexforge.domain.gateway.ChatCall.Thinking;
import io.hexforge.domain.gateway.ChatCall.Tool;
import io.hexforge.domain.gateway.ChatCall.ToolChoice;
import io.hexforge.domain.gateway.RouteHints.LatencyTarget;
import io.hexforge.domain.gateway.RouteHints.Providers;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Calls of every shape whose texts are few, short and made of each other, so that most calls look like another.
final class RandomCalls {
    private static final List<String> TEXTS =
            List.of("", "a", "b", "ab", "ba", "\u0080", "a\u0080", "\ud83d", "?", "�");

    private final Random random;

    RandomCalls(long seed) {
        random = new Random(seed);
    }

    ChatCall call() {
        return new ChatCall(
                text(),
                few(this::message),
                few(this::tool),
                maybe(this::choice),
                maybe(random::nextBoolean),
                format(),
                sampling(),
                maybe(this::number),
                maybe(this::thinking),
                null);
    }

    RouteHints hints() {
        return new RouteHints(
                maybe(this::text),
                maybe(this::text),
                LatencyTarget.values()[random.nextInt(4)],
                maybe(() -> Duration.ofMillis(number())),
                random.nextBoolean(),
                maybe(this::number),
                few(this::text),
                new Providers(few(this::text), few(this::text), few(this::text)),
                null,
                null,
                null,
                false);
    }

    private Message message() {
        return switch (random.nextInt(4)) {
            case 0 -> new Message.SystemPrompt(few(() -> new Part.Text(text(), random.nextBoolean())));
            case 1 -> new Message.User(few(this::part));
            case 2 -> new Message.Assistant(few(this::output));
            default -> new Message.ToolResult(text(), few(this::part), random.nextBoolean());
        };
    }

    private Part part() {
        return switch (random.nextInt(4)) {
            case 0 -> new Part.Text(text(), random.nextBoolean());
            case 1 -> new Part.Image(media(), maybe(this::text), random.nextBoolean());
            case 2 -> new Part.Document(media(), maybe(this::text), random.nextBoolean());
            default -> new Part.Audio(media());
        };
    }

    private Media media() {
        return random.nextBoolean() ? new Media.Inline(text(), text()) : new Media.Remote(text());
    }

    private Output output() {
        return switch (random.nextInt(5)) {
            case 0 -> new Output.Text(text());
            case 1 -> new Output.Thinking(text(), maybe(this::text));
            case 2 -> new Output.RedactedThinking(text());
            case 3 -> new Output.ToolCall(text(), text(), text(), maybe(this::text));
            default -> new Output.Refusal(text());
        };
    }

    private Tool tool() {
        return new Tool(text(), maybe(this::text), object(2), maybe(random::nextBoolean), random.nextBoolean());
    }

    private ToolChoice choice() {
        return switch (random.nextInt(4)) {
            case 0 -> new ToolChoice.Auto();
            case 1 -> new ToolChoice.None();
            case 2 -> new ToolChoice.Required();
            default -> new ToolChoice.Named(text());
        };
    }

    private OutputFormat format() {
        return switch (random.nextInt(3)) {
            case 0 -> new OutputFormat.Text();
            case 1 -> new OutputFormat.Json();
            default -> new OutputFormat.JsonSchema(text(), maybe(this::text), json(2), maybe(random::nextBoolean));
        };
    }

    private Sampling sampling() {
        return new Sampling(
                maybe(random::nextDouble),
                maybe(() -> 0.5),
                maybe(() -> random.nextInt(2)),
                maybe(() -> 0.5),
                maybe(() -> 0.5),
                maybe(this::number),
                few(this::text));
    }

    private Thinking thinking() {
        return switch (random.nextInt(4)) {
            case 0 -> new Thinking.Off();
            case 1 -> new Thinking.Budget(number());
            case 2 -> new Thinking.Effort(text());
            default -> new Thinking.Adaptive();
        };
    }

    private JsonValue json(int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> new JsonValue.JsonString(text());
            case 1 -> new JsonValue.JsonNumber(new BigDecimal("1." + random.nextInt(3)));
            case 2 -> new JsonValue.JsonBoolean(random.nextBoolean());
            case 3 -> new JsonValue.JsonNull();
            case 4 -> new JsonValue.JsonArray(few(() -> json(depth - 1)));
            default -> object(depth - 1);
        };
    }

    private JsonValue.JsonObject object(int depth) {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        few(() -> members.put(text(), json(depth)) == null);
        return new JsonValue.JsonObject(members);
    }

    private long number() {
        return random.nextInt(3);
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private <T> T maybe(Supplier<T> some) {
        return random.nextBoolean() ? some.get() : null;
    }

    private <T> List<T> few(Supplier<T> each) {
        return IntStream.range(0, random.nextInt(3)).mapToObj(i -> each.get()).toList();
    }
}
