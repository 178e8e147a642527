package io.hexforge.ports.driving.job;

import io.hexforge.domain.job.Backoff;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.job.JobStore;
import io.hexforge.ports.driven.job.JobStore.Claim;
import io.hexforge.ports.driven.ops.Dependency;
import io.hexforge.ports.driven.ops.SecretCipher;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Does the work that waits in the job store: claims what is due, runs its handler, notes what came of it. What fails
/// is tried again, ever less often, and given up in the end. [JobWorkers] does so for ever.
///
/// **Threads:** safe for concurrent use.
public final class RunJobs implements Dependency {
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration LATE = Duration.ofMinutes(5);
    private static final Duration DEAD_ARE_KEPT = Duration.ofDays(30);

    private final JobStore jobs;
    private final SecretCipher cipher;
    private final Map<String, JobHandler> handlers;
    private final Backoff backoff;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Watcher watcher;

    /// @param handlers by the kind of job; jobs of other kinds are left to nodes that know them
    public RunJobs(
            JobStore jobs,
            SecretCipher cipher,
            Map<String, JobHandler> handlers,
            Backoff backoff,
            InstantSource clock,
            RandomGenerator random,
            Watcher watcher) {
        this.jobs = jobs;
        this.cipher = cipher;
        this.handlers = Map.copyOf(handlers);
        this.backoff = backoff;
        this.clock = clock;
        this.random = random;
        this.watcher = watcher;
    }

    /// Hears what goes wrong.
    public interface Watcher {
        /// @param givenUp whether the job will not be tried again
        void failed(Job job, int attempt, String reason, boolean givenUp);

        /// The store did not answer. What was done meanwhile may be done again.
        void storeFailed(PortException trouble);
    }

    /// Runs all that is due, on the calling thread, until nothing is.
    ///
    /// @return how many attempts were made
    public int runDue() {
        int attempts = 0;
        List<Claim> claims = claim(1);
        while (!claims.isEmpty()) {
            run(claims.getFirst());
            attempts++;
            claims = claim(1);
        }
        return attempts;
    }

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public HealthState check() {
        try {
            JobStore.Counts counts = jobs.count();
            String detail = counts.waiting() + " waiting, " + counts.dead() + " given up";
            return counts.lag().compareTo(LATE) < 0
                    ? new HealthState(HealthState.Level.UP, detail)
                    : HealthState.degraded(detail + "; due for " + counts.lag().toMinutes()
                            + " minutes: does a node run any (WORKERS)?");
        } catch (PortException e) {
            return HealthState.degraded("cannot be counted: " + e.getMessage());
        }
    }

    List<Claim> claim(int limit) {
        return handlers.isEmpty() ? List.of() : jobs.claim(handlers.keySet(), LEASE, limit);
    }

    void run(Claim claim) {
        try {
            settle(claim);
        } catch (PortException e) {
            watcher.storeFailed(e);
        }
    }

    /// Lets another worker have a job at once.
    void giveBack(Claim claim) {
        try {
            jobs.fail(claim, "its node was stopped", Duration.ZERO);
        } catch (PortException e) {
            watcher.storeFailed(e);
        }
    }

    void forgetDead() {
        jobs.forgetDead(clock.instant().minus(DEAD_ARE_KEPT));
    }

    Watcher watcher() {
        return watcher;
    }

    private void settle(Claim claim) {
        if (claim.attempt() > backoff.attempts()) {
            fail(claim, "every attempt ended with its node", null);
            return;
        }
        JobHandler.Outcome outcome;
        try {
            outcome = attempt(claim);
        } catch (RuntimeException e) {
            // What other exceptions say may quote what the job is about.
            String reason = e instanceof PortException
                    ? String.valueOf(e.getMessage())
                    : e.getClass().getName();
            fail(claim, reason, backoff.after(claim.attempt(), random).orElse(null));
            return;
        }
        switch (outcome) {
            case JobHandler.Outcome.Done done -> jobs.complete(claim);
            case JobHandler.Outcome.Hopeless(String reason) -> fail(claim, reason, null);
        }
    }

    private JobHandler.Outcome attempt(Claim claim) {
        Job job = claim.job();
        JobHandler handler = handlers.get(job.kind());
        if (handler == null) {
            throw new IllegalStateException("the store handed out a job of another kind");
        }
        String payload = cipher.open(job.payload(), Job.context(job.id())).reveal();
        return handler.run(new JobHandler.Work(job.id(), payload, claim.attempt()));
    }

    private void fail(Claim claim, String reason, @Nullable Duration retryAfter) {
        if (jobs.fail(claim, reason, retryAfter)) {
            watcher.failed(claim.job(), claim.attempt(), reason, retryAfter == null);
        }
    }
}
