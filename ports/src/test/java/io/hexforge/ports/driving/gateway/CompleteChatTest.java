package io.hexforge.ports.driving.gateway;

import static io.hexforge.ports.driving.gateway.ScriptedUpstream.refused;
import static io.hexforge.ports.driving.gateway.TestGateway.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.RetryPolicy;
import io.hexforge.domain.gateway.TokenCount;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driving.gateway.CompleteChat.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CompleteChatTest {
    private static final ChatAnswer ANSWER =
            new ChatAnswer("1", "model", List.of(new Output.Text("hello")), FinishReason.STOP, null, Usage.of(3, 1));
    private static final ChatReply ANSWERED = new ChatReply.Answered(ANSWER);

    private final TestGateway gateway = new TestGateway(endpoint("openai"));

    @Test
    void answers_with_the_deployment_and_the_reason_for_it() {
        gateway.upstream.chat = number -> ANSWERED;

        Outcome.Answered answered = (Outcome.Answered) complete("openai/gpt-5");

        assertThat(answered.answer()).isEqualTo(ANSWER);
        assertThat(answered.route().deployment().id()).isEqualTo("openai/gpt-5@server");
        assertThat(answered.route().reason()).isEqualTo("explicit-provider");
        assertThat(answered.route().attempts()).isEqualTo(1);
    }

    @Test
    void relays_bytes_and_streams_untouched() {
        byte[] body = {1, 2};
        gateway.upstream.chat = number -> new ChatReply.Relayed(body, Usage.of(1, 2));
        assertThat(complete("gpt-5"))
                .isInstanceOfSatisfying(
                        Outcome.Relayed.class,
                        relayed -> assertThat(relayed.body()).isSameAs(body));

        ReplyStream stream = new NoStream();
        gateway.upstream.chat = number -> new ChatReply.Streaming(stream);
        assertThat(complete("gpt-5"))
                .isInstanceOfSatisfying(
                        Outcome.Streaming.class,
                        streaming -> assertThat(streaming.stream().ready()).isEqualTo(stream.ready()));
    }

    @Test
    void asks_again_after_a_passing_fault_and_counts_the_attempts() {
        gateway.upstream.chat = number -> number < 3 ? refused(Kind.SERVER_ERROR) : ANSWERED;

        assertThat(complete("gpt-5"))
                .isInstanceOfSatisfying(
                        Outcome.Answered.class,
                        answered -> assertThat(answered.route().attempts()).isEqualTo(3));
    }

    @Test
    void gives_up_after_the_last_retry_with_the_last_fault() {
        gateway.upstream.chat = number -> refused(number < 3 ? Kind.SERVER_ERROR : Kind.OVERLOADED);

        assertFailed(complete("gpt-5"), Kind.OVERLOADED, 3);
        assertThat(gateway.upstream.asked).hasSize(3);
    }

    @Test
    void does_not_repeat_what_will_fail_again() {
        for (Kind kind : List.of(Kind.INVALID_REQUEST, Kind.CREDENTIAL, Kind.CONTENT_FILTER, Kind.CANCELLED)) {
            gateway.upstream.asked.clear();
            gateway.upstream.chat = number -> refused(kind);
            assertFailed(complete("gpt-5"), kind, 1);
        }
    }

    @Test
    void obeys_the_connections_own_number_of_retries_and_timeout() {
        var settings = new ProviderSettings(Duration.ofSeconds(5), 1, Map.of());
        var own = new TestGateway(endpoint("openai", settings));
        own.upstream.chat = number -> refused(Kind.UNREACHABLE);

        assertFailed(complete(own, "gpt-5", new Cancellation()), Kind.UNREACHABLE, 2);
        assertThat(own.upstream.asked)
                .allSatisfy(asked ->
                        assertThat(asked.timers()).isEqualTo(TestGateway.TIMERS.within(Duration.ofSeconds(5))));
    }

    @Test
    void leaves_to_a_later_attempt_only_the_time_that_is_left_of_the_deadline() {
        gateway.upstream.chat = number -> {
            gateway.clock.advance(Duration.ofMinutes(4));
            return refused(Kind.FIRST_TOKEN_TIMEOUT);
        };

        assertFailed(complete("gpt-5"), Kind.FIRST_TOKEN_TIMEOUT, 3);
        assertThat(gateway.upstream.asked)
                .extracting(asked -> asked.timers().total())
                .containsExactly(Duration.ofMinutes(10), Duration.ofMinutes(6), Duration.ofMinutes(2));
    }

    @Test
    void asks_no_more_when_the_deadline_has_passed() {
        gateway.upstream.chat = number -> {
            gateway.clock.advance(Duration.ofMinutes(6));
            return refused(Kind.FIRST_TOKEN_TIMEOUT);
        };

        assertFailed(complete("gpt-5"), Kind.FIRST_TOKEN_TIMEOUT, 2);
    }

    @Test
    void does_not_wait_when_the_provider_asks_for_more_time_than_there_is() {
        gateway.upstream.chat = number -> rateLimited(Duration.ofSeconds(11));
        assertFailed(complete("gpt-5"), Kind.RATE_LIMITED, 1);

        var hasty = new TestGateway(endpoint("openai", new ProviderSettings(Duration.ofSeconds(2), null, Map.of())));
        hasty.upstream.chat = number -> rateLimited(Duration.ofSeconds(2));
        assertFailed(complete(hasty, "gpt-5", new Cancellation()), Kind.RATE_LIMITED, 1);
    }

    @Test
    void waits_as_long_as_the_provider_asks() {
        gateway.upstream.chat = number -> number == 1 ? rateLimited(Duration.ofMillis(150)) : ANSWERED;
        long start = System.nanoTime();

        assertThat(complete("gpt-5")).isInstanceOf(Outcome.Answered.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void stops_waiting_when_the_client_leaves() throws Exception {
        var slow = new TestGateway(
                new RetryPolicy(2, Duration.ZERO, Duration.ofMinutes(5)), Runnable::run, endpoint("openai"));
        slow.upstream.chat = number -> rateLimited(Duration.ofMinutes(5));
        var cancellation = new Cancellation();
        var running = CompletableFuture.supplyAsync(() -> complete(slow, "gpt-5", cancellation));
        Race.until(() -> !slow.upstream.asked.isEmpty());

        cancellation.cancel();

        assertFailed(running.get(10, TimeUnit.SECONDS), Kind.CANCELLED, 1);
        assertThat(slow.upstream.asked).hasSize(1);
    }

    @Test
    void says_that_a_model_or_a_provider_is_not_known() {
        var two = new TestGateway(endpoint("openai"), endpoint("groq"));

        assertThat(complete(two, "mystery", new Cancellation()))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.route()).isNull();
                    assertThat(failed.fault().kind()).isEqualTo(Kind.UNKNOWN_MODEL);
                    assertThat(failed.fault().param()).isEqualTo("model");
                    assertThat(failed.fault().message()).contains("'mystery'");
                });
        assertThat(complete(two, "anthropic/claude", new Cancellation()))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.fault().kind()).isEqualTo(Kind.NOT_CONFIGURED);
                    assertThat(failed.fault().message()).contains("'anthropic'");
                });
        assertThat(two.upstream.asked).isEmpty();
    }

    @Test
    void says_plainly_that_nothing_is_set_up() {
        var empty = new TestGateway();

        for (String model : new String[] {"gpt-5", "", "offline", "offline/offline"}) {
            assertThat(complete(empty, model, new Cancellation()))
                    .isInstanceOfSatisfying(Outcome.Answered.class, answered -> {
                        assertThat(answered.answer().text()).contains("No model provider is configured");
                        assertThat(answered.route()
                                        .deployment()
                                        .endpoint()
                                        .kind()
                                        .name())
                                .isEqualTo("offline");
                    });
        }
        assertFailed(complete(empty, "openai/gpt-5", new Cancellation()), Kind.NOT_CONFIGURED, 0);
    }

    @Test
    void never_says_that_nothing_is_set_up_when_something_is() {
        var custom = new TestGateway(endpoint("ollama"));
        custom.upstream.models = endpoint -> ScriptedUpstream.failed(Kind.UNREACHABLE);

        assertFailed(complete(custom, "", new Cancellation()), Kind.UNKNOWN_MODEL, 0);
    }

    @Test
    void counts_tokens_where_the_answer_would_be_made() {
        TokenCount count = gateway.completeChat.countTokens(gateway.actor, chat("gpt-5"), new Cancellation());

        assertThat(count).isEqualTo(new TokenCount.Counted(7, true));
        assertThat(gateway.completeChat.countTokens(gateway.actor, chat("groq/x"), new Cancellation()))
                .isInstanceOf(TokenCount.Failed.class);
    }

    private Outcome complete(String model) {
        return complete(gateway, model, new Cancellation());
    }

    private static Outcome complete(TestGateway gateway, String model, Cancellation cancellation) {
        return gateway.completeChat.complete(Caller.of(gateway.actor, "r"), chat(model), cancellation);
    }

    private static InboundChat chat(String model) {
        List<Message> messages = List.of(new Message.User(List.of(new Part.Text("Hi"))));
        return InboundChat.of(ChatCall.of(model, messages), false);
    }

    private static ChatReply rateLimited(Duration retryAfter) {
        return new ChatReply.Refused(new UpstreamFault(Kind.RATE_LIMITED, 429, "slow down", null, retryAfter, null));
    }

    private static void assertFailed(Outcome outcome, Kind kind, int attempts) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.fault().kind()).isEqualTo(kind);
            assertThat(failed.route() == null ? 0 : failed.route().attempts()).isEqualTo(attempts);
        });
    }

    private static final class NoStream implements ReplyStream {
        @Override
        public ReplyPart next() {
            return new ReplyPart.End(Usage.NONE);
        }

        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public Usage usage() {
            return Usage.NONE;
        }

        @Override
        public void close() {}
    }
}
