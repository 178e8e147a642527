package io.hexforge.adapter.llm.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Pace;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Answers that broke off are counted here, and the wall knows the truth.
class ProducedTokensTest {
    private static final String WORDS = "The quick brown fox jumps over the lazy dog and says: größer ist besser! ";
    private static final String QUESTION = "Repeat this, please. ".repeat(3) + WORDS.repeat(20);

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

    enum Way {
        OPENAI_RELAYED("openai", "/v1", "gpt-5", Dialect.OPENAI),
        ANTHROPIC_RELAYED("anthropic", "/v1", "claude-sonnet-4-5", Dialect.ANTHROPIC),
        OPENAI("openai", "/v1", "gpt-5", Dialect.CANONICAL),
        ANTHROPIC("anthropic", "/v1", "claude-sonnet-4-5", Dialect.CANONICAL),
        GEMINI("gemini", "/v1beta", "gemini-2.5-flash", Dialect.CANONICAL),
        OLLAMA("ollama-native", "/api", "qwen3:4b", Dialect.CANONICAL);

        private final String kind;
        private final String path;
        private final String model;
        private final Dialect dialect;

        Way(String kind, String path, String model, Dialect dialect) {
            this.kind = kind;
            this.path = path;
            this.model = model;
            this.dialect = dialect;
        }

        ReplyStream ask() {
            return Calls.streaming(reply(new Cancellation()));
        }

        ChatReply reply(Cancellation cancellation) {
            Deployment target = Calls.deployment(kind, wall.url(path), model);
            return upstream.complete(target, chat(), Calls.TIMERS, cancellation);
        }

        private InboundChat chat() {
            if (dialect == Dialect.CANONICAL) {
                var words = new ChatCall.Part.Text(QUESTION);
                return Calls.canonical(ChatCall.of(model, List.of(new ChatCall.Message.User(List.of(words)))), true);
            }
            return Calls.inbound(dialect, """
                    {"model":"%s","max_tokens":9000,"stream":true,"messages":[{"role":"user","content":"%s"}]}""".formatted(model, QUESTION));
        }

        Usage whole() {
            return Calls.read(reply(new Cancellation())).usage();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_cut_answer_costs_what_was_produced(Way way) {
        Usage whole = way.whole();
        wall.next(new Fault.Cut(150, Fault.Ending.RESET));

        ReplyPart last = Calls.read(way.reply(new Cancellation())).last();

        var failed = (ReplyPart.Failed) last;
        assertThat(failed.fault().kind()).isEqualTo(UpstreamFault.Kind.TRUNCATED);
        assertNear(failed.usage(), whole.prompt(), wall.log().last().tokens());
    }

    @ParameterizedTest
    @EnumSource
    void a_cancelled_answer_costs_what_was_produced(Way way) {
        Usage whole = way.whole();
        wall.pace(Pace.of(0, Duration.ofMillis(5)));
        var cancellation = new Cancellation();
        ReplyStream stream = Calls.streaming(way.reply(cancellation));
        for (int parts = 0; parts < 120; parts++) {
            stream.next();
        }
        stream.close();
        Usage used = stream.usage();

        var attempt = wall.log().await(Duration.ofSeconds(5), each -> each.cancelled());
        assertThat(used.prompt()).isCloseTo(whole.prompt(), withinPercentage(1));
        assertThat((double) used.output()).isBetween(attempt.tokens() - 3.0, attempt.tokens() + 1.0);
    }

    @ParameterizedTest
    @EnumSource
    void a_running_answer_tells_what_it_has_used_so_far(Way way) {
        wall.pace(Pace.of(0, Duration.ofMillis(2)));

        try (ReplyStream stream = way.ask()) {
            Usage before = stream.usage();
            for (int parts = 0; parts < 50; parts++) {
                stream.next();
            }
            assertThat(stream.usage().output()).isGreaterThan(before.output());
            assertThat(stream.usage().prompt()).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_providers_own_counts_go_before_ours(Way way) {
        wall.pace(Pace.INSTANT.tokensPerChunk(7));

        Usage used = Calls.read(way.reply(new Cancellation())).usage();

        assertThat(used.output()).isEqualTo(wall.log().last().tokens());
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI_RELAYED", "ANTHROPIC_RELAYED"})
    void a_long_answer_is_counted_from_its_beginning(Way way) {
        wall.next(new Fault.ManyTokens(5_000)).pace(new Pace(0, Duration.ZERO, Duration.ZERO, 1, 100, false));
        var cancellation = new Cancellation();

        try (ReplyStream stream = Calls.streaming(way.reply(cancellation))) {
            int bytes = 0;
            while (bytes < 400_000
                    && stream.next() instanceof ReplyPart.Frames(byte[] frames, boolean content, var counts)) {
                bytes += frames.length;
            }
            long events = stream.usage().output();
            assertThat(events).isGreaterThan(1_000).isLessThanOrEqualTo(5_000);
        }
    }

    @Test
    void text_that_comes_in_large_pieces_is_measured() {
        var characters = new Produced(TokenGuess.CHARACTERS);
        var tokenizer = new Produced(TokenGuess.TOKENIZER);
        for (int i = 0; i < 2_000; i++) {
            byte[] chunk = ("{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"The quick brown fox jumps. \"}}]}")
                    .getBytes(StandardCharsets.UTF_8);
            characters.add(chunk, 0, chunk.length);
            tokenizer.add(chunk, 0, chunk.length);
        }

        assertThat(characters.tokens(new OpenAiEvents()).output()).isCloseTo(2_000 * 27 / 4, withinPercentage(1));
        assertThat(tokenizer.tokens(new OpenAiEvents()).output()).isCloseTo(2_000 * 6, withinPercentage(20));
    }

    @Test
    void a_whole_answer_without_counts_gets_some() throws UpstreamFailure {
        var target = Calls.deployment("openai", wall.url("/v1"), "gpt-5");
        var chat = Calls.inbound(Dialect.OPENAI, """
                {"model":"gpt-5","messages":[{"role":"user","content":"%s"}]}""".formatted("word ".repeat(40)));
        String answer = """
                {"choices":[{"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}]}""";

        var reply = (ChatReply.Relayed) ChatExchange.of(target, chat)
                .whole(answer.formatted("word ".repeat(80)).getBytes(StandardCharsets.UTF_8));

        assertThat(reply.usage()).isEqualTo(Usage.of(50, 100));
    }

    private static void assertNear(Usage used, long prompt, long output) {
        assertThat(used.prompt()).isCloseTo(prompt, withinPercentage(1));
        assertThat(used.output()).isCloseTo(output, withinPercentage(1));
    }
}
