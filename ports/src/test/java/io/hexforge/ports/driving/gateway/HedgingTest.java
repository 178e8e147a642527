package io.hexforge.ports.driving.gateway;

import static io.hexforge.ports.driving.gateway.TestGateway.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.Breaker;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.ModelFacts;
import io.hexforge.domain.gateway.RetryBudget;
import io.hexforge.domain.gateway.RetryPolicy;
import io.hexforge.domain.gateway.RoutingPolicy.Option;
import io.hexforge.domain.gateway.RoutingPolicy.Score;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.ports.driven.Race;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class HedgingTest {
    private static final Deployment SLOW = new Deployment(endpoint("openai"), "gpt-5");
    private static final Deployment QUICK = new Deployment(endpoint("groq"), "gpt-5");
    private static final RetryPolicy RETRIES = new RetryPolicy(0, Duration.ZERO, Duration.ofSeconds(1));

    private final InstantSource clock = InstantSource.system();
    private final Fleet fleet = new Fleet(Breaker.DEFAULT, clock, new Random(1));
    private final List<String> ended = new CopyOnWriteArrayList<>();

    @Test
    void a_second_deployment_answers_when_the_first_is_slower_than_it_mostly_was() {
        measure();

        var result = attempts(new RetryBudget(0.02, 0, clock)).run(options(), new Cancellation(), new Asking(false));

        assertThat(result.reply()).isEqualTo("quick");
        assertThat(result.option().deployment()).isEqualTo(QUICK);
        Race.until(() -> ended.contains("slow was cancelled"));
        Race.until(() -> fleet.signals(SLOW).inFlight() == 0);
        assertThat(fleet.signals(QUICK).inFlight()).isEqualTo(1);
    }

    @Test
    void only_so_many_requests_are_sent_twice() {
        measure();
        var empty = new RetryBudget(0.02, 0, clock);
        while (empty.spend()) {}

        var result = attempts(empty).run(options(), new Cancellation(), new Asking(true));

        assertThat(result.reply()).isEqualTo("slow");
    }

    @Test
    void nobody_is_asked_twice_while_it_is_not_known_how_long_answers_take() {
        var result = attempts(new RetryBudget(0.02, 0, clock)).run(options(), new Cancellation(), new Asking(true));

        assertThat(result.reply()).isEqualTo("slow");
        assertThat(result.attempts()).isEqualTo(1);
    }

    /// @param comes whether the slow one answers after a while
    private final class Asking implements Attempts.Ask<String> {
        private final boolean comes;

        Asking(boolean comes) {
            this.comes = comes;
        }

        @Override
        public String once(Deployment deployment, Timers timers, Cancellation cancellation) {
            if (deployment.equals(QUICK)) {
                return "quick";
            }
            try {
                if (cancellation.await(comes ? Duration.ofMillis(100) : Duration.ofSeconds(30))) {
                    ended.add("slow was cancelled");
                    return "cancelled";
                }
                return "slow";
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<UpstreamFault> fault(String reply) {
            return reply.equals("cancelled")
                    ? Optional.of(UpstreamFault.of(Kind.CANCELLED, "cancelled"))
                    : Optional.empty();
        }

        @Override
        public String refused(UpstreamFault fault) {
            return "cancelled";
        }

        @Override
        public void discard(String reply) {
            ended.add("discarded " + reply);
        }

        @Override
        public long promptTokens() {
            return 10;
        }

        @Override
        public boolean whole() {
            return false;
        }
    }

    /// The slow one used to answer at once.
    private void measure() {
        for (int i = 0; i < 20; i++) {
            Fleet.Running running = fleet.begin(SLOW);
            running.answering();
            running.succeeded(Usage.of(10, 1));
        }
    }

    private Attempts attempts(RetryBudget hedges) {
        return new Attempts(
                Timers.DEFAULT, RETRIES, new RetryBudget(0.2, 1, clock), hedges, fleet, clock, new Random(2));
    }

    private static List<Option> options() {
        return List.of(option(SLOW), option(QUICK));
    }

    private static Option option(Deployment deployment) {
        String provider = deployment.endpoint().kind().name();
        return new Option(
                deployment,
                ModelFacts.unknown(provider, deployment.model()),
                new Score(0, 0, 0, 0, 0),
                false,
                "model-owner");
    }
}
