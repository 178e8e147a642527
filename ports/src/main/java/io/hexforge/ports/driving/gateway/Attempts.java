package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.RetryPolicy;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// How long and how often a deployment is asked: again, while nothing has been answered, another attempt makes
/// sense, and there is time. What a connection's own settings say goes before what is said here.
///
/// @param timers of one attempt, but `total`, which is that of all together
public record Attempts(Timers timers, RetryPolicy retries, InstantSource clock, RandomGenerator random) {
    /// What came of asking, and of how many calls.
    record Result<R>(R reply, int attempts) {}

    /// Asks until there is an answer or no hope of one.
    ///
    /// @param call asks once
    /// @param fault why a reply is no answer; empty if it is one
    /// @param refused the reply that says that the client has gone
    <R> Result<R> run(
            Deployment deployment,
            Cancellation cancellation,
            Function<Timers, R> call,
            Function<R, Optional<UpstreamFault>> fault,
            Function<UpstreamFault, R> refused) {
        Timers limits = timersOf(deployment);
        RetryPolicy policy = retriesOf(deployment);
        Instant end = clock.instant().plus(limits.total());
        Duration left = limits.total();
        for (int attempts = 1; ; attempts++) {
            R reply = call.apply(limits.within(left));
            int made = attempts;
            Optional<Duration> delay = fault.apply(reply).flatMap(why -> policy.afterFailure(why, made, random));
            if (delay.isEmpty()) {
                return new Result<>(reply, attempts);
            }
            Duration leftNow = Duration.between(clock.instant(), end).minus(delay.get());
            if (!leftNow.isPositive()) {
                return new Result<>(reply, attempts);
            }
            if (cancelledWithin(delay.get(), cancellation)) {
                var gone = UpstreamFault.of(Kind.CANCELLED, "the client closed the connection");
                return new Result<>(refused.apply(gone), attempts);
            }
            left = leftNow;
        }
    }

    Timers timersOf(Deployment deployment) {
        Duration own = deployment.endpoint().settings().timeout();
        return own == null ? timers : timers.within(own);
    }

    private RetryPolicy retriesOf(Deployment deployment) {
        Integer own = deployment.endpoint().settings().maxRetries();
        return own == null ? retries : retries.withMaxRetries(own);
    }

    private static boolean cancelledWithin(Duration delay, Cancellation cancellation) {
        try {
            return cancellation.await(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
