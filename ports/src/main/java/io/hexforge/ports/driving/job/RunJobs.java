package io.hexforge.ports.driving.job;

import io.hexforge.domain.job.Job;
import io.hexforge.domain.job.JobEnding;
import io.hexforge.domain.job.JobPolicy;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.job.JobStore;
import io.hexforge.ports.driven.job.JobStore.Beat;
import io.hexforge.ports.driven.job.JobStore.Claim;
import io.hexforge.ports.driven.job.JobUpkeep;
import io.hexforge.ports.driven.ops.Dependency;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.job.RunningJob.Stop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// Does the work that waits in the job store: claims what is due, runs its handler, notes what came of it. What
/// fails is tried again, ever less often, and given up in the end. [JobWorkers] does so for ever.
///
/// **Threads:** safe for concurrent use.
public final class RunJobs implements Dependency {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration LATE = Duration.ofMinutes(5);
    private static final Duration ENDED_ARE_KEPT = Duration.ofDays(30);
    private static final int SETTLE_ATTEMPTS = 40;
    private static final Duration SETTLE_PAUSE = Duration.ofMillis(500);

    private final JobStore jobs;
    private final JobUpkeep upkeep;
    private final SecretCipher cipher;
    private final Map<String, JobHandler> handlers;
    private final int perTenant;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Watcher watcher;

    /// @param handlers by the kind of job; jobs of other kinds are left to nodes that know them
    /// @param perTenant how many jobs of one tenant may run at once, on all nodes together
    public RunJobs(
            JobStore jobs,
            JobUpkeep upkeep,
            SecretCipher cipher,
            Map<String, JobHandler> handlers,
            int perTenant,
            InstantSource clock,
            RandomGenerator random,
            Watcher watcher) {
        this.jobs = jobs;
        this.upkeep = upkeep;
        this.cipher = cipher;
        this.handlers = Map.copyOf(handlers);
        this.perTenant = perTenant;
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
            run(new RunningJob(claims.getFirst()));
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
            JobUpkeep.Counts counts = upkeep.count();
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
        return handlers.isEmpty() ? List.of() : jobs.claim(handlers.keySet(), LEASE, perTenant, limit);
    }

    void awaitWork(Duration most) throws InterruptedException {
        jobs.awaitWork(most);
    }

    /// Tells the store that these jobs are being worked on, and their handlers when to end early.
    void pulse(Collection<RunningJob> running) {
        var beats = new HashMap<RunningJob, Beat>();
        for (RunningJob job : running) {
            job.stopIfLate();
            Beat beat = job.beat();
            if (beat != null) {
                beats.put(job, beat);
            }
        }
        if (beats.isEmpty()) {
            return;
        }
        var told = jobs.pulse(List.copyOf(beats.values()), LEASE);
        for (RunningJob job : beats.keySet()) {
            UUID id = job.claim().job().id();
            if (told.cancelled().contains(id)) {
                job.stop(Stop.CANCELLED);
            } else if (!told.held().contains(id)) {
                job.stop(Stop.LOST);
            }
        }
    }

    void run(RunningJob job) {
        settle(job.claim(), end(job));
    }

    /// Lets another worker have a job at once.
    void giveBack(RunningJob job) {
        try {
            jobs.settle(job.claim(), new JobEnding.GivenBack());
        } catch (PortException e) {
            watcher.storeFailed(e);
        }
    }

    void forgetOld() {
        upkeep.forget(clock.instant().minus(ENDED_ARE_KEPT));
    }

    Watcher watcher() {
        return watcher;
    }

    private JobPolicy policy(Claim claim) {
        JobHandler handler = handlers.get(claim.job().kind());
        return handler == null ? JobPolicy.DEFAULT : handler.policy();
    }

    private JobEnding end(RunningJob job) {
        Claim claim = job.claim();
        JobPolicy policy = policy(claim);
        if (claim.cancelled()) {
            return new JobEnding.Cancelled();
        }
        if (claim.attempt() > policy.backoff().attempts()) {
            return new JobEnding.Failed("every attempt ended with its node", policy.keepInput());
        }
        try {
            return switch (attempt(job, policy)) {
                case JobHandler.Outcome.Done(var output) -> new JobEnding.Completed(output);
                case JobHandler.Outcome.Hopeless(String reason) -> new JobEnding.Failed(reason, policy.keepInput());
                case JobHandler.Outcome.Waiting(String question) ->
                    claim.job().owner() == null
                            ? new JobEnding.Failed("it asked, but has no owner", policy.keepInput())
                            : new JobEnding.Waiting(question);
            };
        } catch (RuntimeException e) {
            return afterFailure(job, policy, e);
        }
    }

    private JobHandler.Outcome attempt(RunningJob running, JobPolicy policy) {
        Job job = running.claim().job();
        JobHandler handler = handlers.get(job.kind());
        if (handler == null) {
            throw new IllegalStateException("the store handed out a job of another kind");
        }
        String payload = cipher.open(job.payload(), Job.context(job.id())).reveal();
        var work = new JobHandler.Work(
                job.id(),
                payload,
                running.claim().attempt(),
                job.owner(),
                job.subjectId(),
                running.claim().asked(),
                running.claim().answered(),
                running);
        running.begin(policy.timeout());
        try {
            return handler.run(work);
        } finally {
            running.end();
        }
    }

    private JobEnding afterFailure(RunningJob job, JobPolicy policy, RuntimeException e) {
        // What other exceptions say may quote what the job is about.
        String reason = e instanceof PortException
                ? String.valueOf(e.getMessage())
                : e.getClass().getName();
        Stop stop = job.stopped();
        if (stop == Stop.CANCELLED) {
            return new JobEnding.Cancelled();
        }
        if (stop == Stop.NODE_STOPS) {
            return new JobEnding.GivenBack();
        }
        String told =
                stop == Stop.TIMEOUT ? "took longer than " + policy.timeout().toSeconds() + " s" : reason;
        return policy.backoff()
                .after(job.claim().attempt(), random)
                .<JobEnding>map(after -> new JobEnding.Retry(told, after))
                .orElseGet(() -> new JobEnding.Failed(told, policy.keepInput()));
    }

    /// What was done is worth some patience with a store that restarts.
    private void settle(Claim claim, JobEnding ending) {
        for (int attempt = 1; ; attempt++) {
            try {
                if (jobs.settle(claim, ending)) {
                    report(claim, ending);
                }
                return;
            } catch (PortException e) {
                watcher.storeFailed(e);
                if (e.kind() == PortException.Kind.BROKEN || attempt == SETTLE_ATTEMPTS || !rested()) {
                    return;
                }
            }
        }
    }

    private static boolean rested() {
        try {
            TimeUnit.MILLISECONDS.sleep(SETTLE_PAUSE.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void report(Claim claim, JobEnding ending) {
        switch (ending) {
            case JobEnding.Retry(String reason, var after) ->
                watcher.failed(claim.job(), claim.attempt(), reason, false);
            case JobEnding.Failed(String reason, var keep) ->
                watcher.failed(claim.job(), claim.attempt(), reason, true);
            case JobEnding.Completed completed -> {}
            case JobEnding.Cancelled cancelled -> {}
            case JobEnding.Waiting waiting -> {}
            case JobEnding.GivenBack back -> {}
        }
    }
}
