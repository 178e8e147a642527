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
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Walks over a call and digests it. Every variant writes a number of its own and every list and text its length, so
/// that no two calls write the same bytes. The patterns name all components: one that is added does not compile
/// until it has its place here. Not safe for concurrent use.
final class CallDigest {
    private final FieldDigest out = new FieldDigest();

    byte[] finish() {
        return out.finish();
    }

    void tenant(UUID id) {
        out.number(id.getMostSignificantBits());
        out.number(id.getLeastSignificantBits());
    }

    /// Digests what chooses who answers.
    void hints(RouteHints hints) {
        out.text(hints.intent());
        out.text(hints.taskType());
        out.text(hints.latencyTarget().name());
        out.optional(hints.latencySlo(), slo -> out.number(slo.toNanos()));
        out.flag(hints.costPriority());
        out.optional(hints.maxCostNanoUsd(), out::number);
        list(hints.fallbacks(), out::text);
        list(hints.providers().only(), out::text);
        list(hints.providers().ignore(), out::text);
        list(hints.providers().order(), out::text);
    }

    void call(ChatCall call) {
        switch (call) {
            case ChatCall(
                    String model,
                    List<Message> messages,
                    List<Tool> tools,
                    ToolChoice choice,
                    Boolean parallelToolCalls,
                    OutputFormat format,
                    Sampling sampling,
                    Long maxOutputTokens,
                    Thinking thinking,
                    String endUser) -> {
                out.text(model);
                list(messages, this::message);
                list(tools, this::tool);
                out.optional(choice, this::toolChoice);
                out.optional(parallelToolCalls, out::flag);
                format(format);
                sampling(sampling);
                out.optional(maxOutputTokens, out::number);
                out.optional(thinking, this::thinking);
            }
        }
    }

    private void message(Message message) {
        switch (message) {
            case Message.SystemPrompt(List<Part.Text> parts) -> {
                out.variant(1);
                list(parts, this::part);
            }
            case Message.User(List<Part> parts) -> {
                out.variant(2);
                list(parts, this::part);
            }
            case Message.Assistant(List<Output> outputs) -> {
                out.variant(3);
                list(outputs, this::output);
            }
            case Message.ToolResult(String callId, List<Part> parts, boolean error) -> {
                out.variant(4);
                out.text(callId);
                list(parts, this::part);
                out.flag(error);
            }
        }
    }

    private void part(Part part) {
        switch (part) {
            case Part.Text(String text, boolean cacheable) -> {
                out.variant(1);
                out.text(text);
                out.flag(cacheable);
            }
            case Part.Image(Media media, String detail, boolean cacheable) -> {
                out.variant(2);
                media(media);
                out.text(detail);
                out.flag(cacheable);
            }
            case Part.Document(Media media, String name, boolean cacheable) -> {
                out.variant(3);
                media(media);
                out.text(name);
                out.flag(cacheable);
            }
            case Part.Audio(Media media) -> {
                out.variant(4);
                media(media);
            }
        }
    }

    private void media(Media media) {
        switch (media) {
            case Media.Inline(String mediaType, String base64) -> {
                out.variant(1);
                out.text(mediaType);
                out.text(base64);
            }
            case Media.Remote(String url) -> {
                out.variant(2);
                out.text(url);
            }
        }
    }

    private void output(Output output) {
        switch (output) {
            case Output.Text(String text) -> {
                out.variant(1);
                out.text(text);
            }
            case Output.Thinking(String text, String signature) -> {
                out.variant(2);
                out.text(text);
                out.text(signature);
            }
            case Output.RedactedThinking(String data) -> {
                out.variant(3);
                out.text(data);
            }
            case Output.ToolCall(String id, String name, String arguments, String signature) -> {
                out.variant(4);
                out.text(id);
                out.text(name);
                out.text(arguments);
                out.text(signature);
            }
            case Output.Refusal(String text) -> {
                out.variant(5);
                out.text(text);
            }
        }
    }

    private void tool(Tool tool) {
        switch (tool) {
            case Tool(
                    String name,
                    String description,
                    JsonValue.JsonObject parameters,
                    Boolean strict,
                    boolean cacheable) -> {
                out.text(name);
                out.text(description);
                json(parameters);
                out.optional(strict, out::flag);
                out.flag(cacheable);
            }
        }
    }

    private void toolChoice(ToolChoice choice) {
        switch (choice) {
            case ToolChoice.Auto() -> out.variant(1);
            case ToolChoice.None() -> out.variant(2);
            case ToolChoice.Required() -> out.variant(3);
            case ToolChoice.Named(String tool) -> {
                out.variant(4);
                out.text(tool);
            }
        }
    }

    private void format(OutputFormat format) {
        switch (format) {
            case OutputFormat.Text() -> out.variant(1);
            case OutputFormat.Json() -> out.variant(2);
            case OutputFormat.JsonSchema(String name, String description, JsonValue schema, Boolean strict) -> {
                out.variant(3);
                out.text(name);
                out.text(description);
                json(schema);
                out.optional(strict, out::flag);
            }
        }
    }

    private void sampling(Sampling sampling) {
        switch (sampling) {
            case Sampling(
                    Double temperature,
                    Double topP,
                    Integer topK,
                    Double frequencyPenalty,
                    Double presencePenalty,
                    Long seed,
                    List<String> stop) -> {
                out.optional(temperature, this::fraction);
                out.optional(topP, this::fraction);
                out.optional(topK, count -> out.number(count));
                out.optional(frequencyPenalty, this::fraction);
                out.optional(presencePenalty, this::fraction);
                out.optional(seed, out::number);
                list(stop, out::text);
            }
        }
    }

    private void thinking(Thinking thinking) {
        switch (thinking) {
            case Thinking.Off() -> out.variant(1);
            case Thinking.Budget(long tokens) -> {
                out.variant(2);
                out.number(tokens);
            }
            case Thinking.Effort(String level) -> {
                out.variant(3);
                out.text(level);
            }
            case Thinking.Adaptive() -> out.variant(4);
        }
    }

    private void json(JsonValue value) {
        switch (value) {
            case JsonValue.JsonObject(Map<String, JsonValue> members) -> {
                out.variant(1);
                out.number(members.size());
                members.forEach((name, member) -> {
                    out.text(name);
                    json(member);
                });
            }
            case JsonValue.JsonArray(List<JsonValue> items) -> {
                out.variant(2);
                list(items, this::json);
            }
            case JsonValue.JsonString(String text) -> {
                out.variant(3);
                out.text(text);
            }
            case JsonValue.JsonNumber(BigDecimal number) -> {
                out.variant(4);
                out.text(number.toString());
            }
            case JsonValue.JsonBoolean(boolean truth) -> {
                out.variant(5);
                out.flag(truth);
            }
            case JsonValue.JsonNull() -> out.variant(6);
        }
    }

    /// Both zeros are the same number.
    private void fraction(double value) {
        out.number(Double.doubleToLongBits(value == 0 ? 0.0 : value));
    }

    private <T extends @Nullable Object> void list(List<? extends T> items, Consumer<? super T> each) {
        out.number(items.size());
        items.forEach(each);
    }
}
