package io.hexforge.ports.driving.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Ids;
import io.hexforge.domain.gateway.CachedAnswer;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.RequestFingerprint;
import io.hexforge.domain.gateway.RouteHints;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.ops.Demand;
import io.hexforge.ports.driven.gateway.AnswerCache;
import io.hexforge.ports.driven.ops.LimitStore;
import io.hexforge.ports.driving.identity.Authenticate;
import io.hexforge.ports.driving.identity.MeterRequests;
import io.hexforge.ports.inprocess.identity.InProcessAccounts;
import io.hexforge.ports.inprocess.ops.InProcessLimitStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/// Where limits and answers are kept far away, a call waits for both at once, and not for one after the other.
class LookBesideLimitsTest {
    private final List<String> steps = new ArrayList<>();
    private final TestGateway gateway = new TestGateway(TestGateway.endpoint("openai"));

    @Test
    void begins_to_look_for_the_answer_before_it_waits_for_the_limits() {
        gateway.upstream.chat = number -> {
            steps.add("ask");
            return new ChatReply.Answered(new ChatAnswer(
                    "id", "gpt-5", List.of(new Output.Text("hello")), FinishReason.STOP, null, Usage.of(1, 1)));
        };

        completeChat().complete(Caller.of(gateway.actor, "r"), chat(), new Cancellation());

        assertThat(steps).containsExactly("begin to look", "limits", "wait for the answer", "ask", "keep");
    }

    private static InboundChat chat() {
        var call = ChatCall.of("openai/gpt-5", List.of(new Message.User(List.of(new Part.Text("hi")))));
        var facts = new ChatFacts("openai/gpt-5", false, true, null, false, 2, 0.0, RouteHints.NONE);
        return new InboundChat(Dialect.CANONICAL, null, facts, () -> call);
    }

    private CompleteChat completeChat() {
        var ids = new Ids(gateway.clock, new Random(1));
        var limits = new SlowLimits(new InProcessLimitStore(gateway.clock, Duration.ofMinutes(1)));
        var requests = new MeterRequests(limits, new Authenticate(new InProcessAccounts(), gateway.clock), 60);
        var accounts = new Accounts(new MeterCalls(limits, requests, new Budgets()), usage -> {}, ids);
        var cache = new CacheAnswers(new FarCache(), Duration.ofMinutes(5));
        return new CompleteChat(gateway.parts.routes(), gateway.upstreams, gateway.parts.attempts(), accounts, cache);
    }

    private final class SlowLimits implements LimitStore {
        private final LimitStore limits;

        SlowLimits(LimitStore limits) {
            this.limits = limits;
        }

        @Override
        public Reservation reserve(List<Demand> demands) {
            steps.add("limits");
            return limits.reserve(demands);
        }

        @Override
        public void settle(Lease lease, ToLongFunction<Demand> actual) {
            limits.settle(lease, actual);
        }
    }

    private final class FarCache implements AnswerCache {
        @Override
        public Optional<CachedAnswer> find(RequestFingerprint key) {
            throw new AssertionError("it would be waited for");
        }

        @Override
        public Supplier<Optional<CachedAnswer>> look(RequestFingerprint key) {
            steps.add("begin to look");
            return () -> {
                steps.add("wait for the answer");
                return Optional.empty();
            };
        }

        @Override
        public void keep(RequestFingerprint key, CachedAnswer answer, Duration ttl) {
            steps.add("keep");
        }
    }
}
