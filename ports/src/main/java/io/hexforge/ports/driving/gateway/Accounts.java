package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.ModelFacts;
import io.hexforge.domain.gateway.Price;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.RoutingPolicy.Option;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.domain.gateway.UsageRecord.Status;
import io.hexforge.ports.driving.gateway.MeterCalls.Admission;
import io.hexforge.ports.driving.gateway.MeterCalls.Estimate;
import io.hexforge.ports.driving.gateway.MeterCalls.Lease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Sees to it that each call to a model is admitted by the limits before it runs, and settled and recorded when it
/// ends: once, however it ends. Never blocks but for the limits. Safe for concurrent use.
public final class Accounts {
    static final long BYTES_PER_TOKEN = 4;
    private static final long MOST_OUTPUT_IF_UNKNOWN = 16_384;

    private final MeterCalls meter;
    private final Consumer<UsageRecord> records;
    private final Ids ids;

    /// @param records takes what is recorded, without blocking, such as [RecordUsage#record]
    public Accounts(MeterCalls meter, Consumer<UsageRecord> records, Ids ids) {
        this.meter = meter;
        this.records = records;
        this.ids = ids;
    }

    /// Runs a call that one of `options` will serve, if the limits admit it. Its account is closed by `run`, or here if
    /// that throws.
    ///
    /// @param prompt its size in bytes, which bounds its tokens
    /// @param maxOutput in tokens, as the client says; null if it does not
    /// @param refused what to answer when the limits do not admit it
    <T> T admitted(
            Caller caller,
            long prompt,
            @Nullable Long maxOutput,
            boolean streamed,
            List<Option> options,
            Function<Account, T> run,
            Function<UpstreamFault, T> refused) {
        Admission admission = admit(caller.actor(), prompt, maxOutput, options);
        caller.limits().accept(admission.standings());
        return switch (admission) {
            case Admission.Refused(UpstreamFault fault, var standings) -> refused.apply(fault);
            case Admission.Granted(Lease lease) -> {
                var account = new Account(caller, lease, streamed);
                try {
                    yield run.apply(account);
                } catch (RuntimeException | Error e) {
                    account.close(Status.FAILED, null, Usage.NONE, null);
                    throw e;
                }
            }
        };
    }

    private Admission admit(Actor actor, long prompt, @Nullable Long maxOutput, List<Option> options) {
        long output = 0;
        Long worst = null;
        for (Option option : options) {
            ModelFacts model = option.facts();
            Long most = maxOutput != null ? maxOutput : model.maxOutputTokens();
            long possible = most == null ? MOST_OUTPUT_IF_UNKNOWN : most;
            output = Math.max(output, possible);
            Price price = model.price();
            if (price != null) {
                long cost = price.most(prompt, possible);
                worst = worst == null ? (Long) cost : (Long) Math.max(worst, cost);
            }
        }
        return meter.begin(actor, new Estimate(prompt, prompt / BYTES_PER_TOKEN, output, worst));
    }

    /// One call that runs. Safe for concurrent use.
    final class Account {
        private final Caller caller;
        private final Lease lease;
        private final boolean streamed;
        private final long begun = System.nanoTime();
        private final AtomicBoolean closed = new AtomicBoolean();

        private Account(Caller caller, Lease lease, boolean streamed) {
            this.caller = caller;
            this.lease = lease;
            this.streamed = streamed;
        }

        /// Settles and records the call; only the first time counts.
        ///
        /// @param route null when no deployment was asked
        void close(Status status, @Nullable Route route, Usage used, @Nullable Duration firstToken) {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            Long cost = route == null ? (Long) 0L : route.cost(used);
            Usage counted = status == Status.CACHED ? Usage.NONE : used;
            lease.settle(counted, cost == null ? 0 : cost);
            records.accept(record(status, route, used, cost, firstToken));
        }

        private UsageRecord record(
                Status status, @Nullable Route route, Usage used, @Nullable Long cost, @Nullable Duration firstToken) {
            Deployment deployment = route == null ? null : route.deployment();
            Price price = route == null ? null : route.price();
            Actor actor = caller.actor();
            return new UsageRecord(
                    ids.next(),
                    ids.clock().instant(),
                    actor.tenantId(),
                    actor.userId(),
                    actor.keyId(),
                    caller.requestId(),
                    deployment == null ? "" : deployment.endpoint().kind().name(),
                    deployment == null ? "" : deployment.model(),
                    deployment == null ? "" : deployment.id(),
                    used,
                    cost,
                    price == null ? null : price.id(),
                    Duration.ofNanos(System.nanoTime() - begun),
                    firstToken,
                    status,
                    route == null ? 0 : route.attempts(),
                    streamed);
        }
    }
}
