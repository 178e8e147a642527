package io.hexforge.adapter.llm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Pace;
import io.hexforge.adapter.llm.wall.RefusalKind;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OpenAiRelayTest {
    private static Wall wall;
    private static HttpUpstream upstream;

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

    private static ChatReply ask(String body) {
        return ask(body, Calls.TIMERS, new Cancellation());
    }

    private static ChatReply ask(String body, Timers timers, Cancellation cancellation) {
        var target = Calls.deployment("openai", wall.url("/v1"), "gpt-4o-mini");
        InboundChat chat = Calls.inbound(Dialect.OPENAI, body);
        return upstream.complete(target, chat, timers, cancellation);
    }

    private static String prompt(String words, boolean stream) {
        return """
                {"model":"openai/gpt-4o-mini","stream":%s,"messages":[{"role":"user","content":"%s"}]}""".formatted(stream, words);
    }

    @Test
    void relays_a_whole_answer_and_its_usage() {
        var reply = (ChatReply.Relayed) ask(prompt("count 5", false));

        JsonNode answer = Json.tree(reply.body()).orElseThrow();
        assertThat(answer.at("/choices/0/message/content").asText()).isEqualTo("1 2 3 4 5 ");
        assertThat(reply.usage().output()).isEqualTo(5);
        assertThat(reply.usage().prompt())
                .isEqualTo(answer.at("/usage/prompt_tokens").asLong());
    }

    @Test
    void changes_nothing_but_the_model_and_its_own_extension() {
        ask("""
                { "messages" : [ {"role":"user","content":"h\\u00e9 \\"x\\" é"} ],
                  "hexforge":{"cache":true}, "temperature":0.10, "model" : "openai/gpt-4o-mini", "seed":1e2,
                  "unknown_field":[1,{"a":null}] }""");

        assertThat(wall.log().last().body()).isEqualTo("""
                {"messages" : [ {"role":"user","content":"h\\u00e9 \\"x\\" é"} ],"temperature":0.10,\
                "model" : "gpt-4o-mini","seed":1e2,"unknown_field":[1,{"a":null}]}""");
    }

    @Test
    void asks_for_usage_and_keeps_other_stream_options() {
        Calls.read(ask("""
                {"model":"gpt-4o-mini","stream":true,"stream_options":{"include_obfuscation":false},\
                "messages":[{"role":"user","content":"hi"}]}"""));

        assertThat(wall.log().last().body())
                .contains("\"stream_options\":{\"include_obfuscation\":false,\"include_usage\":true}");
    }

    @Test
    void sends_no_stream_options_to_a_provider_that_refuses_them() {
        var target = Calls.deployment("mistral", wall.url("/v1"), "gpt-4o-mini");
        var chat = Calls.inbound(Dialect.OPENAI, """
                {"model":"x","stream":true,"stream_options":{"include_usage":true},\
                "messages":[{"role":"user","content":"hi"}]}""");

        Calls.read(upstream.complete(target, chat, Calls.TIMERS, new Cancellation()));

        assertThat(wall.log().last().body()).doesNotContain("stream_options");
    }

    @Test
    void lets_the_last_of_a_stream_be_written_before_its_end_is_counted() {
        try (ReplyStream stream = ((ChatReply.Streaming) ask(prompt("count 7", true))).stream()) {
            boolean last = false;
            while (!last) {
                var frames = (ReplyPart.Frames) stream.next();
                last = new String(frames.bytes(), StandardCharsets.UTF_8).contains("[DONE]");
            }

            assertThat(stream.ready()).isFalse();
            assertThat(stream.next()).isInstanceOf(ReplyPart.End.class);
        }
    }

    @Test
    void relays_a_stream_without_the_usage_that_nobody_asked_for() {
        var read = Calls.read(ask(prompt("count 7", true)));

        assertThat(read.content()).isEqualTo("1 2 3 4 5 6 7 ");
        assertThat(read.text()).doesNotContain("usage").endsWith("data: [DONE]\n\n");
        assertThat(read.usage().output()).isEqualTo(7);
        assertThat(read.contentAt()).isZero();
    }

    @Test
    void relays_the_usage_that_was_asked_for() {
        var read = Calls.read(ask("""
                {"model":"m","stream":true,"stream_options":{"include_usage":true},\
                "messages":[{"role":"user","content":"count 3"}]}"""));

        ObjectNode last = read.chunks().getLast();
        assertThat(last.path("choices")).isEmpty();
        assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void relays_ten_thousand_chunks_intact() {
        wall.pace(Pace.INSTANT).always(new Fault.ManyTokens(10_000));

        var read = Calls.read(ask(prompt("count", true)));

        assertThat(read.content().split(" ")).hasSize(10_000).endsWith("9999", "10000");
        assertThat(read.usage().output()).isEqualTo(10_000);
    }

    @ParameterizedTest
    @EnumSource(Fault.Oddity.class)
    void understands_odd_framing(Fault.Oddity oddity) {
        wall.always(Fault.framing(oddity));

        var read = Calls.read(ask(prompt("naïve 🦊 größer", true)));

        assertThat(read.content()).isEqualTo("naïve 🦊 größer");
        assertThat(read.text()).doesNotContain("\r").doesNotContain("\n:").endsWith("data: [DONE]\n\n");
        assertThat(read.usage().output()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Fault.Place.class)
    void counts_wherever_the_usage_stands(Fault.Place place) {
        wall.always(new Fault.OddUsage(place));

        var read = Calls.read(ask(prompt("count 4", true)));

        assertThat(read.content()).isEqualTo("1 2 3 4 ");
        assertThat(read.usage().output()).isEqualTo(4);
    }

    @Test
    void completes_a_stream_without_its_end_mark() {
        wall.next(Fault.noTerminator(), new Fault.NoTerminator(true));

        for (int i = 0; i < 2; i++) {
            var read = Calls.read(ask(prompt("count 4", true)));
            assertThat(read.text()).endsWith("data: [DONE]\n\n");
            assertThat(read.usage().output()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.Ending.class)
    void tells_of_a_cut_after_the_content_began(Fault.Ending ending) {
        wall.pace(Pace.of(60, Duration.ZERO)).next(new Fault.Cut(40, ending));

        var read = Calls.read(ask(prompt("count 60", true)));

        assertThat(read.fault().kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(read.text()).doesNotContain("[DONE]");
        if (ending != Fault.Ending.RESET) {
            assertThat(read.content()).endsWith("40 ");
        }
    }

    @Test
    void refuses_when_a_stream_is_cut_before_its_content() {
        wall.next(Fault.cutAfter(0));

        assertThat(Calls.refused(ask(prompt("hi", true))).kind()).isEqualTo(Kind.TRUNCATED);
    }

    @Test
    void ends_a_stream_that_stalls() {
        wall.pace(Pace.of(60, Duration.ZERO)).next(Fault.stallAfter(40));
        var timers = new Timers(
                Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofSeconds(30));

        var read = Calls.read(ask(prompt("count 60", true), timers, new Cancellation()));

        assertThat(read.fault().kind()).isEqualTo(Kind.STALLED);
        assertThat(read.content()).endsWith("40 ");
        wall.log().await(Duration.ofSeconds(2), attempt -> attempt.cancelled());
    }

    @Test
    void gives_up_when_the_first_token_does_not_come() {
        var timers = new Timers(
                Duration.ofSeconds(3), Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(30));
        for (Fault fault : List.of(Fault.silence(), new Fault.SlowStart(Duration.ofSeconds(20), true))) {
            wall.next(fault);
            assertThat(Calls.refused(ask(prompt("hi", true), timers, new Cancellation()))
                            .kind())
                    .isEqualTo(Kind.FIRST_TOKEN_TIMEOUT);
        }
    }

    @Test
    void ends_any_call_at_its_deadline() {
        var timers = new Timers(
                Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofMillis(300));
        wall.next(Fault.silence());
        assertThat(Calls.refused(ask(prompt("hi", false), timers, new Cancellation()))
                        .kind())
                .isEqualTo(Kind.DEADLINE);

        wall.pace(Pace.of(1_000, Duration.ofMillis(20)));
        assertThat(Calls.read(ask(prompt("hi", true), timers, new Cancellation()))
                        .fault()
                        .kind())
                .isEqualTo(Kind.DEADLINE);
    }

    @Test
    void reports_what_broke_before_an_answer() {
        wall.next(Fault.resetBeforeHeaders());
        assertThat(Calls.refused(ask(prompt("hi", false))).kind()).isEqualTo(Kind.UNREACHABLE);

        wall.next(new Fault.Html());
        assertThat(Calls.refused(ask(prompt("hi", false))).kind()).isEqualTo(Kind.MALFORMED);

        wall.next(new Fault.Html());
        assertThat(Calls.refused(ask(prompt("hi", true))).kind()).isEqualTo(Kind.MALFORMED);

        wall.next(Fault.malformedAfter(0));
        assertThat(Calls.refused(ask(prompt("hi", true))).kind()).isEqualTo(Kind.MALFORMED);
    }

    @Test
    void fails_cleanly_at_a_malformed_event() {
        wall.next(Fault.malformedAfter(3));

        var read = Calls.read(ask(prompt("count 9", true)));

        assertThat(read.fault().kind()).isEqualTo(Kind.MALFORMED);
        assertThat(read.content()).isEqualTo("1 2 3 ");
        assertThat(read.chunks()).isNotEmpty();
    }

    @Test
    void takes_an_error_within_a_success_for_an_error() {
        wall.next(Fault.errorIn200(), Fault.errorIn200(), new Fault.ErrorInBody(2));

        assertThat(Calls.refused(ask(prompt("hi", false))).transientFault()).isTrue();
        assertThat(Calls.refused(ask(prompt("hi", true))).transientFault()).isTrue();
        var read = Calls.read(ask(prompt("count 9", true)));
        assertThat(read.content()).isEqualTo("1 2 ");
        assertThat(read.fault().transientFault()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, INVALID_REQUEST, true",
        "CONTEXT_LENGTH, CONTEXT_LENGTH, true",
        "CONTENT_FILTER, CONTENT_FILTER, true",
        "BAD_KEY, CREDENTIAL, false",
        "FORBIDDEN, CREDENTIAL, false",
        "NOT_FOUND, UNKNOWN_MODEL, true",
        "TOO_LARGE, TOO_LARGE, true",
        "RATE_LIMITED, RATE_LIMITED, false",
        "OUT_OF_QUOTA, QUOTA, false",
        "INTERNAL, SERVER_ERROR, false",
        "BAD_GATEWAY, SERVER_ERROR, false",
        "UNAVAILABLE, OVERLOADED, false",
        "OVERLOADED, OVERLOADED, false",
    })
    void maps_refusals(RefusalKind refusal, Kind kind, boolean keepsBody) {
        wall.next(Fault.refused(refusal));

        UpstreamFault fault = Calls.refused(ask(prompt("hi", true)));

        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault.message()).isNotBlank().doesNotContain("sk-wall");
        assertThat(fault.body() != null).isEqualTo(keepsBody);
        if (fault.body() != null) {
            assertThat(new String(fault.body(), StandardCharsets.UTF_8)).startsWith("{");
        }
    }

    @Test
    void reads_how_long_a_provider_wants_to_be_left_alone() {
        wall.next(Fault.rateLimited(Duration.ofSeconds(2)));

        assertThat(Calls.refused(ask(prompt("hi", true))).retryAfter()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_cancelled_stream_ends_the_call_upstream_within_100_ms() {
        wall.pace(Pace.of(100_000, Duration.ofMillis(5)));
        var cancellation = new Cancellation();
        try (var stream = Calls.streaming(ask(prompt("hi", true), Calls.TIMERS, cancellation))) {
            stream.next();
            long before = System.nanoTime();
            cancellation.cancel();
            wall.log().await(Duration.ofMillis(500), attempt -> attempt.cancelled());
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(100));
        }
    }

    @Test
    void a_call_cancelled_before_its_answer_ends_within_100_ms() throws InterruptedException {
        wall.always(Fault.silence());
        for (boolean stream : new boolean[] {true, false}) {
            var cancellation = new Cancellation();
            var result = new ChatReply[1];
            Thread asking =
                    Thread.ofVirtual().start(() -> result[0] = ask(prompt("hi", stream), Calls.TIMERS, cancellation));
            wall.log().await(Duration.ofSeconds(2), attempt -> !attempt.over());
            long before = System.nanoTime();
            cancellation.cancel();
            asking.join();
            wall.log().await(Duration.ofMillis(500), attempt -> attempt.cancelled());
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(100));
            assertThat(Calls.refused(result[0]).kind()).isEqualTo(Kind.CANCELLED);
            wall.log().clear();
        }
    }

    @Test
    void uses_a_connection_again_after_whole_and_streamed_answers() {
        try (var own = Wall.start();
                var client = new HttpUpstream(HttpUpstream.Settings.DEFAULT, InstantSource.system())) {
            var target = Calls.deployment("openai", own.url("/v1"), "gpt-4o-mini");
            for (int i = 0; i < 10; i++) {
                client.complete(
                        target, Calls.inbound(Dialect.OPENAI, prompt("hi", false)), Calls.TIMERS, new Cancellation());
            }
            assertThat(own.connections()).isEqualTo(1);
        }
    }

    @Test
    void lists_models_and_checks_the_key() {
        var listing = upstream.models(Calls.endpoint("openai", wall.url("/v1"), "sk-wall"), Duration.ofSeconds(5));
        assertThat(listing.toString()).contains("gpt-4o-mini");

        var refused = upstream.models(Calls.endpoint("openai", wall.url("/v1"), "sk-wrong-key"), Duration.ofSeconds(5));
        assertThat(refused.toString()).contains("CREDENTIAL").doesNotContain("sk-wrong-key");
    }
}
