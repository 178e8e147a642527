package io.hexforge.adapter.llm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Pace;
import io.hexforge.adapter.llm.wall.RefusalKind;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.TokenCount;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AnthropicRelayTest {
    private static Wall wall;
    private static HttpUpstream upstream;

    @BeforeAll
    static void start() {
        wall = Wall.start();
        upstream = new HttpUpstream(HttpUpstream.Settings.DEFAULT, InstantSource.system());
    }

    @AfterEach
    void calm() {
        wall.calm().pace(Pace.INSTANT);
        wall.log().clear();
    }

    @AfterAll
    static void stop() {
        upstream.close();
        wall.close();
    }

    private static ChatReply ask(String words, boolean stream) {
        var target = Calls.deployment("anthropic", wall.url("/v1"), "claude-sonnet-4-5");
        String body = """
                {"model":"anthropic/claude-sonnet-4-5","max_tokens":9000,"stream":%s,"top_k":7,\
                "messages":[{"role":"user","content":[{"type":"text","text":"%s","cache_control":\
                {"type":"ephemeral","ttl":"1h"}}]}]}""".formatted(stream, words);
        return upstream.complete(target, Calls.inbound(Dialect.ANTHROPIC, body), Calls.TIMERS, new Cancellation());
    }

    @Test
    void relays_a_whole_answer_and_what_only_anthropic_knows() {
        var reply = (ChatReply.Relayed) ask("count 5", false);

        var answer = Json.tree(reply.body()).orElseThrow();
        assertThat(answer.at("/content/0/text").asText()).isEqualTo("1 2 3 4 5 ");
        assertThat(reply.usage().output()).isEqualTo(5);
        assertThat(reply.usage().cacheWrite()).isPositive();
        assertThat(wall.log().last().body())
                .contains("\"model\":\"claude-sonnet-4-5\"")
                .contains("\"ttl\":\"1h\"")
                .contains("\"top_k\":7");
        assertThat(wall.log().last().request().header("x-api-key")).isEqualTo("sk-wall");
    }

    @ParameterizedTest
    @EnumSource(Fault.Oddity.class)
    void relays_named_events(Fault.Oddity oddity) {
        wall.always(Fault.framing(oddity));

        var read = Calls.read(ask("naïve 🦊", true));

        List<String> names = read.text()
                .lines()
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring(7))
                .toList();
        assertThat(names).startsWith("message_start").endsWith("message_stop").contains("content_block_delta");
        assertThat(names).hasSameSizeAs(read.data());
        var text = new StringBuilder();
        read.chunks().forEach(chunk -> text.append(chunk.at("/delta/text").asText("")));
        assertThat(text.toString()).isEqualTo("naïve 🦊");
        assertThat(read.usage().output()).isPositive();
        assertThat(read.contentAt()).isZero();
    }

    @Test
    void completes_a_stream_without_its_end_mark() {
        wall.next(new Fault.NoTerminator(true));

        assertThat(Calls.read(ask("count 3", true)).text()).endsWith("""
                event: message_stop
                data: {"type":"message_stop"}

                """);
    }

    @Test
    void tells_of_errors_before_and_within_a_stream() {
        wall.next(new Fault.ErrorInBody(2), Fault.errorIn200(), Fault.cutAfter(2));

        assertThat(Calls.read(ask("count 9", true)).fault().kind()).isEqualTo(Kind.OVERLOADED);
        assertThat(Calls.refused(ask("count 9", true)).kind()).isEqualTo(Kind.OVERLOADED);
        var cut = Calls.read(ask("count 9", true));
        assertThat(cut.fault().kind()).isEqualTo(Kind.TRUNCATED);
        assertThat(cut.text()).doesNotContain("message_stop");
    }

    @Test
    void keeps_the_provider_s_own_words_about_the_request() {
        wall.next(Fault.refused(RefusalKind.CONTEXT_LENGTH), Fault.refused(RefusalKind.BAD_KEY));

        var fault = Calls.refused(ask("hi", true));
        assertThat(fault.kind()).isEqualTo(Kind.CONTEXT_LENGTH);
        assertThat(new String(fault.body(), StandardCharsets.UTF_8)).contains("\"type\":\"error\"");

        assertThat(Calls.refused(ask("hi", true)).body()).isNull();
    }

    @Test
    void relays_the_version_that_the_client_speaks() {
        var target = Calls.deployment("anthropic", wall.url("/v1"), "claude-sonnet-4-5");
        var chat = Calls.inbound(Dialect.ANTHROPIC, """
                {"model":"x","max_tokens":9,"messages":[{"role":"user","content":"hello there"}]}""");

        upstream.complete(target, chat, Calls.TIMERS, new Cancellation());
        assertThat(wall.log().last().request().header("anthropic-version")).isEqualTo("2023-06-01");

        var newer = chat.withHeaders(Map.of("anthropic-version", "2026-10-21", "anthropic-beta", "a,b"));
        upstream.complete(target, newer, Calls.TIMERS, new Cancellation());
        assertThat(wall.log().last().request().header("anthropic-version")).isEqualTo("2026-10-21");
        assertThat(wall.log().last().request().header("anthropic-beta")).isEqualTo("a,b");
    }

    @Test
    void counts_tokens_of_a_relayed_prompt() {
        var target = Calls.deployment("anthropic", wall.url("/v1"), "claude-sonnet-4-5");
        var chat = Calls.inbound(Dialect.ANTHROPIC, """
                {"model":"anthropic/claude-sonnet-4-5","messages":[{"role":"user","content":"hello there"}]}""");

        var count = upstream.countTokens(target, chat, Calls.TIMERS, new Cancellation());

        assertThat(((TokenCount.Counted) count).exact()).isTrue();
    }
}
