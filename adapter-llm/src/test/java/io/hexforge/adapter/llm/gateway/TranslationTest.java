package io.hexforge.adapter.llm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Pace;
import io.hexforge.adapter.llm.wall.RefusalKind;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Media;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.OutputFormat;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Sampling;
import io.hexforge.domain.gateway.ChatCall.Thinking;
import io.hexforge.domain.gateway.ChatCall.Tool;
import io.hexforge.domain.gateway.ChatCall.ToolChoice;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.TokenCount;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Calls from the canonical form to every format that providers speak, and back, against the wall.
class TranslationTest {
    private static final String PIXEL = "iVBORw0KGgo=";

    private static Wall wall;
    private static HttpUpstream upstream;

    /// A provider to call, and a model of its that thinks.
    enum Provider {
        OPENAI("openai", "/v1", "gpt-5"),
        ANTHROPIC("anthropic", "/v1", "claude-sonnet-4-5"),
        GEMINI("gemini", "/v1beta", "gemini-2.5-flash"),
        OLLAMA("ollama-native", "/api", "qwen3:4b");

        private final String kind;
        private final String path;
        private final String model;

        Provider(String kind, String path, String model) {
            this.kind = kind;
            this.path = path;
            this.model = model;
        }

        Deployment deployment() {
            return Calls.deployment(kind, wall.url(path), model);
        }
    }

    @BeforeAll
    static void start() {
        wall = Wall.start();
        upstream = new HttpUpstream(HttpUpstream.Settings.DEFAULT, InstantSource.system());
    }

    @AfterEach
    void calm() {
        wall.calm().pace(Pace.INSTANT).timeScale(1);
        wall.log().clear();
    }

    @AfterAll
    static void stop() {
        upstream.close();
        wall.close();
    }

    static Stream<Arguments> bothWays() {
        return Stream.of(Provider.values())
                .flatMap(provider -> Stream.of(Arguments.of(provider, false), Arguments.of(provider, true)));
    }

    private static ChatReply reply(Provider provider, ChatCall call, boolean stream) {
        return upstream.complete(
                provider.deployment(), Calls.canonical(call, stream), Calls.TIMERS, new Cancellation());
    }

    private static ChatAnswer ask(Provider provider, ChatCall call, boolean stream) {
        return switch (reply(provider, call, stream)) {
            case ChatReply.Answered(ChatAnswer answer) -> answer;
            case ChatReply.Streaming streaming -> Calls.read(streaming).answer();
            case ChatReply.Refused(UpstreamFault fault) -> throw new AssertionError(fault.toString());
            case ChatReply.Relayed relayed -> throw new AssertionError(relayed.toString());
        };
    }

    private static UpstreamFault refusal(Provider provider, ChatCall call) {
        return Calls.refused(reply(provider, call, false));
    }

    private static Message user(String text) {
        return new Message.User(List.of(new Part.Text(text)));
    }

    private static ChatCall call(String text) {
        return call(List.of(user(text)));
    }

    private static ChatCall call(List<Message> messages) {
        return ChatCall.of("some/model", messages);
    }

    private static JsonValue text(String value) {
        return new JsonString(value);
    }

    private static JsonObject object(String name, JsonValue schema) {
        return new JsonObject(Map.of(
                "type", text("object"),
                "properties", new JsonObject(Map.of(name, schema)),
                "required", new JsonArray(List.of(text(name))),
                "additionalProperties", new JsonBoolean(false)));
    }

    private static final JsonObject STRING = new JsonObject(Map.of("type", new JsonString("string")));

    private static Tool tool(String name) {
        return new Tool(name, "Tells of a city.", object("city", STRING), null, false);
    }

    private static ChatCall withTools(ChatCall call, @Nullable ToolChoice choice, @Nullable Boolean parallel) {
        return new ChatCall(
                call.model(),
                call.messages(),
                List.of(tool("weather"), tool("time")),
                choice,
                parallel,
                call.outputFormat(),
                call.sampling(),
                call.maxOutputTokens(),
                call.thinking(),
                call.endUser());
    }

    private static ChatCall with(
            ChatCall call, Sampling sampling, OutputFormat format, @Nullable Long most, @Nullable Thinking thinking) {
        return new ChatCall(
                call.model(),
                call.messages(),
                call.tools(),
                call.toolChoice(),
                call.parallelToolCalls(),
                format,
                sampling,
                most,
                thinking,
                call.endUser());
    }

    private static JsonNode sent() {
        return Json.tree(wall.log().last().request().body()).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("bothWays")
    void answers_with_text_and_usage(Provider provider, boolean stream) {
        var answer = ask(
                provider,
                call(List.of(new Message.SystemPrompt(List.of(new Part.Text("Be brief."))), user("count 5"))),
                stream);

        assertThat(answer.text()).isEqualTo("1 2 3 4 5 ");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage().output()).isEqualTo(5);
        assertThat(answer.usage().prompt()).isPositive();
        assertThat(answer.model()).isEqualTo(provider.model);
        assertThat(answer.id()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("bothWays")
    void makes_parallel_tool_calls_and_takes_their_results(Provider provider, boolean stream) {
        var question = user("call weather {\"city\":\"Köln\"}\ncall time {\"city\":\"Rom\"}");
        var answer = ask(provider, withTools(call(List.of(question)), null, null), stream);

        assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        List<Output.ToolCall> calls = answer.outputs().stream()
                .filter(Output.ToolCall.class::isInstance)
                .map(Output.ToolCall.class::cast)
                .toList();
        assertThat(calls).extracting(Output.ToolCall::name).containsExactly("weather", "time");
        assertThat(calls.getFirst().arguments()).isEqualTo("{\"city\":\"Köln\"}");
        assertThat(calls.get(0).id()).isNotEqualTo(calls.get(1).id());

        var history = new ArrayList<Message>(List.of(question, new Message.Assistant(answer.outputs())));
        for (Output.ToolCall each : calls) {
            history.add(new Message.ToolResult(each.id(), List.of(new Part.Text("fine at " + each.name())), false));
        }
        var next = ask(provider, withTools(call(history), null, null), stream);
        assertThat(next.text()).contains("fine at weather").contains("fine at time");
    }

    @ParameterizedTest
    @MethodSource("bothWays")
    void thinks(Provider provider, boolean stream) {
        Thinking thinking = new Thinking.Effort("low");
        var answer =
                ask(provider, with(call("hello"), Sampling.DEFAULT, new OutputFormat.Text(), null, thinking), stream);

        assertThat(answer.text()).isEqualTo("hello");
        // OpenAI's own models think in secret.
        if (provider != Provider.OPENAI) {
            var thought = answer.outputs().stream()
                    .filter(Output.Thinking.class::isInstance)
                    .map(Output.Thinking.class::cast)
                    .findFirst()
                    .orElseThrow();
            assertThat(thought.text()).isEqualTo("Let me think about this.");
            assertThat(thought.signature() != null).isEqualTo(provider == Provider.ANTHROPIC);
        }
        if (provider != Provider.OLLAMA) {
            assertThat(answer.usage().reasoning()).isPositive();
        }
        assertThat(answer.usage().output()).isGreaterThan(answer.usage().reasoning());
    }

    @ParameterizedTest
    @MethodSource("bothWays")
    void obeys_a_json_schema(Provider provider, boolean stream) {
        var format = new OutputFormat.JsonSchema("place", null, object("city", STRING), true);

        var answer = ask(provider, with(call("hello"), Sampling.DEFAULT, format, null, null), stream);

        assertThat(Json.parse(answer.text()).orElseThrow().path("city").isTextual())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void sees_images(Provider provider) {
        var image = new Part.Image(new Media.Inline("image/png", PIXEL), null, false);

        var answer = ask(provider, call(List.of(new Message.User(List.of(new Part.Text("look"), image)))), false);

        assertThat(answer.text()).contains("look").contains("8 bytes");
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC", "GEMINI"})
    void reads_documents(Provider provider) {
        var document = new Part.Document(new Media.Inline("application/pdf", "JVBERi0="), "a.pdf", false);

        var answer = ask(provider, call(List.of(new Message.User(List.of(new Part.Text("read"), document)))), false);

        assertThat(answer.text()).contains("application/pdf, 5 bytes");
    }

    @ParameterizedTest
    @MethodSource("bothWays")
    void stops_where_it_is_told(Provider provider, boolean stream) {
        var sampling = new Sampling(0.5, 0.9, null, null, null, null, List.of("4"));
        var answer = ask(provider, with(call("count 9"), sampling, new OutputFormat.Text(), null, null), stream);
        assertThat(answer.text().strip()).isEqualTo("1 2 3");
        assertThat(answer.finishReason()).isIn(FinishReason.STOP, FinishReason.STOP_SEQUENCE);

        var cut = ask(provider, with(call("count 9"), Sampling.DEFAULT, new OutputFormat.Text(), 4L, null), stream);
        assertThat(cut.text()).isEqualTo("1 2 3 4 ");
        assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC", "GEMINI"})
    void can_be_made_to_call_a_tool(Provider provider) {
        var named = ask(provider, withTools(call("hello"), new ToolChoice.Named("time"), null), false);
        assertThat(((Output.ToolCall) named.outputs().getFirst()).name()).isEqualTo("time");

        var none = ask(provider, withTools(call("call time {}"), new ToolChoice.None(), null), false);
        assertThat(none.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC"})
    void can_be_kept_from_parallel_calls(Provider provider) {
        String both = "call weather {\"city\":\"a\"}\ncall time {\"city\":\"b\"}";

        assertThat(ask(provider, withTools(call(both), null, false), true).outputs())
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void streams_ten_thousand_tokens(Provider provider) {
        wall.always(new Fault.ManyTokens(10_000));

        var answer = ask(provider, call("count"), true);

        assertThat(answer.text().split(" ")).hasSize(10_000).endsWith("10000");
        assertThat(answer.usage().output()).isEqualTo(10_000);
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void understands_split_characters_and_odd_line_ends(Provider provider) {
        for (Fault.Oddity oddity : Fault.Oddity.values()) {
            wall.calm().always(Fault.framing(oddity));
            assertThat(ask(provider, call("naïve 🦊 größer"), true).text()).isEqualTo("naïve 🦊 größer");
        }
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void tells_of_cut_stalled_and_broken_streams(Provider provider) {
        var timers = new Timers(
                Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofSeconds(30));
        Map<Fault, Kind> faults = Map.of(
                Fault.cutAfter(3), Kind.TRUNCATED,
                Fault.stallAfter(3), Kind.STALLED,
                Fault.malformedAfter(3), Kind.MALFORMED);
        faults.forEach((fault, kind) -> {
            wall.pace(Pace.of(9, Duration.ZERO)).next(fault);
            var read = Calls.read(upstream.complete(
                    provider.deployment(), Calls.canonical(call("count 9"), true), timers, new Cancellation()));
            assertThat(read.fault().kind()).as("%s", fault).isEqualTo(kind);
        });
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void takes_an_error_within_a_stream_for_an_error(Provider provider) {
        wall.next(new Fault.ErrorInBody(2), Fault.errorIn200());

        assertThat(Calls.read(reply(provider, call("count 9"), true)).fault().transientFault())
                .isTrue();
        assertThat(refusal(provider, call("count 9")).transientFault()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC"})
    void completes_a_stream_without_its_end_mark(Provider provider) {
        wall.next(Fault.noTerminator());
        assertThat(ask(provider, call("count 3"), true).text()).isEqualTo("1 2 3 ");
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void a_cancelled_stream_ends_the_call_upstream_within_100_ms(Provider provider) {
        wall.pace(Pace.of(100_000, Duration.ofMillis(5)));
        var cancellation = new Cancellation();
        var reply =
                upstream.complete(provider.deployment(), Calls.canonical(call("hi"), true), Calls.TIMERS, cancellation);
        try (var stream = Calls.streaming(reply)) {
            stream.next();
            long before = System.nanoTime();
            cancellation.cancel();
            wall.log().await(Duration.ofMillis(500), attempt -> attempt.cancelled());
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(100));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OPENAI", "ANTHROPIC", "GEMINI"})
    void maps_refusals_without_the_foreign_body(Provider provider) {
        Map<RefusalKind, Kind> kinds = Map.of(
                RefusalKind.CONTEXT_LENGTH, Kind.CONTEXT_LENGTH,
                RefusalKind.BAD_KEY, Kind.CREDENTIAL,
                RefusalKind.RATE_LIMITED, Kind.RATE_LIMITED,
                RefusalKind.NOT_FOUND, Kind.UNKNOWN_MODEL,
                RefusalKind.OVERLOADED, Kind.OVERLOADED,
                RefusalKind.OUT_OF_QUOTA, provider == Provider.GEMINI ? Kind.RATE_LIMITED : Kind.QUOTA,
                RefusalKind.INTERNAL, Kind.SERVER_ERROR);
        kinds.forEach((refusal, kind) -> {
            wall.next(Fault.refused(refusal));
            var fault = refusal(provider, call("hi"));
            assertThat(fault.kind()).as("%s", refusal).isEqualTo(kind);
            assertThat(fault.body()).isNull();
        });
    }

    @Test
    void takes_back_signed_thinking_before_a_tool_call() {
        var call = with(
                withTools(call("call time {\"city\":\"a\"}"), null, null),
                Sampling.DEFAULT,
                new OutputFormat.Text(),
                4000L,
                new Thinking.Budget(2000));
        var answer = ask(Provider.ANTHROPIC, call, true);
        assertThat(answer.outputs().getFirst()).isInstanceOf(Output.Thinking.class);
        var used = (Output.ToolCall) answer.outputs().getLast();

        var history = List.of(
                call.messages().getFirst(),
                new Message.Assistant(answer.outputs()),
                new Message.ToolResult(used.id(), List.of(new Part.Text("noon")), true));
        var next = withTools(
                with(call(history), Sampling.DEFAULT, new OutputFormat.Text(), 4000L, new Thinking.Budget(2000)),
                null,
                null);

        assertThat(ask(Provider.ANTHROPIC, next, false).text()).contains("error: noon");
        assertThat(sent().at("/messages/1/content/0/type").asText()).isEqualTo("thinking");
    }

    @Test
    void marks_what_to_cache_at_anthropic() {
        var answer = ask(
                Provider.ANTHROPIC,
                call(List.of(
                        new Message.SystemPrompt(List.of(new Part.Text("x".repeat(8_000), true))),
                        new Message.User(List.of(new Part.Text("y".repeat(8_000), true), new Part.Text("hi"))))),
                true);

        assertThat(sent().at("/system/0/cache_control/type").asText()).isEqualTo("ephemeral");
        assertThat(sent().at("/messages/0/content/0/cache_control/type").asText())
                .isEqualTo("ephemeral");
        assertThat(answer.usage().cached()).isPositive();
        assertThat(answer.usage().cacheWrite()).isPositive();
        assertThat(answer.usage().prompt())
                .isGreaterThanOrEqualTo(answer.usage().cached() + answer.usage().cacheWrite());
    }

    @Test
    void joins_turns_of_one_role_for_anthropic() {
        var answer = ask(Provider.ANTHROPIC, call(List.of(user("one"), user("two"))), false);

        assertThat(answer.text()).contains("one").contains("two");
        assertThat(sent().path("messages")).hasSize(1);
        assertThat(sent().path("max_tokens").asInt()).isEqualTo(32_000);
    }

    @Test
    void names_what_a_provider_cannot_be_told_and_sends_nothing() {
        Sampling seeded = new Sampling(null, null, null, null, null, 7L, List.of());
        Sampling hot = new Sampling(1.5, null, null, null, null, null, List.of());
        Sampling topK = new Sampling(null, null, 5, null, null, null, List.of());
        OutputFormat plain = new OutputFormat.Text();

        assertThat(refusal(Provider.ANTHROPIC, with(call("x"), seeded, plain, null, null)))
                .extracting(UpstreamFault::kind, UpstreamFault::param)
                .containsExactly(Kind.UNSUPPORTED, "seed");
        assertThat(refusal(Provider.ANTHROPIC, with(call("x"), hot, plain, null, null))
                        .param())
                .isEqualTo("temperature");
        assertThat(refusal(Provider.ANTHROPIC, with(call("x"), Sampling.DEFAULT, new OutputFormat.Json(), null, null))
                        .param())
                .isEqualTo("response_format");
        assertThat(refusal(Provider.OPENAI, with(call("x"), topK, plain, null, null))
                        .param())
                .isEqualTo("top_k");
        var audio = new Part.Audio(new Media.Inline("audio/wav", "AAAA"));
        assertThat(refusal(Provider.ANTHROPIC, call(List.of(new Message.User(List.of(audio)))))
                        .param())
                .isEqualTo("messages[0].content[0]");
        var unsigned = new Message.Assistant(List.of(new Output.Thinking("hm", null), new Output.Text("a")));
        assertThat(refusal(Provider.ANTHROPIC, call(List.of(user("x"), unsigned, user("y"))))
                        .param())
                .isEqualTo("messages[1].reasoning_content");
        assertThat(wall.log().size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void lists_models(Provider provider) {
        var listing = upstream.models(provider.deployment().endpoint(), Duration.ofSeconds(5));

        assertThat(listing.toString()).contains(provider.model).doesNotContain("id=models/");
    }

    @ParameterizedTest
    @EnumSource(Provider.class)
    void counts_tokens(Provider provider) {
        var count = upstream.countTokens(
                provider.deployment(), Calls.canonical(call("count 5"), false), Calls.TIMERS, new Cancellation());

        assertThat(count).isInstanceOf(TokenCount.Counted.class);
        var counted = (TokenCount.Counted) count;
        assertThat(counted.tokens()).isPositive();
        assertThat(counted.exact()).isEqualTo(provider == Provider.ANTHROPIC || provider == Provider.GEMINI);
    }
}
