package io.hexforge.ports.inprocess.job;

import io.hexforge.domain.Actor;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.job.JobOwner;
import io.hexforge.domain.job.JobProgress;
import io.hexforge.domain.job.JobState;
import io.hexforge.domain.job.TrackedJob;
import io.hexforge.domain.ops.SealedSecret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One job of an [InProcessJobStore], which guards it.
final class InProcessJob {
    static final SealedSecret NOTHING = new SealedSecret("", new byte[0]);

    Job job;
    final Instant createdAt;
    Instant dueAt;
    int attempts;

    @Nullable
    Long token;

    boolean parked;
    boolean cancelling;
    JobProgress progress = JobProgress.NONE;
    final List<String> asked = new ArrayList<>();
    final List<String> answered = new ArrayList<>();

    @Nullable
    String output;

    @Nullable
    String error;

    @Nullable
    JobState end;

    @Nullable
    Instant startedAt;

    @Nullable
    Instant finishedAt;

    long version = 1;

    InProcessJob(Job job, Instant now) {
        this.job = job;
        this.createdAt = now;
        this.dueAt = job.dueAt();
    }

    boolean due(Instant now) {
        return end == null && !parked && !dueAt.isAfter(now);
    }

    boolean running(Instant now) {
        return end == null && token != null && dueAt.isAfter(now);
    }

    boolean ownedBy(Actor actor) {
        return JobOwner.of(actor).equals(job.owner());
    }

    boolean sameWork(Job other) {
        return end == null
                && job.kind().equals(other.kind())
                && Objects.equals(job.owner(), other.owner())
                && other.uniqueKey() != null
                && other.uniqueKey().equals(job.uniqueKey());
    }

    boolean sameRequest(Job other) {
        return job.kind().equals(other.kind())
                && Objects.equals(job.owner(), other.owner())
                && other.idempotencyKey() != null
                && other.idempotencyKey().equals(job.idempotencyKey());
    }

    @Nullable
    UUID tenant() {
        JobOwner owner = job.owner();
        return owner == null ? null : owner.tenantId();
    }

    boolean emptied() {
        return job.payload().keyId().equals(NOTHING.keyId());
    }

    void queue(Instant due) {
        dueAt = due;
        token = null;
        parked = false;
        version++;
    }

    void finish(JobState state, Instant now) {
        end = state;
        finishedAt = now;
        token = null;
        version++;
    }

    TrackedJob tracked(Instant now) {
        return new TrackedJob(
                job.id(),
                job.kind(),
                job.owner(),
                job.subjectId(),
                job.priority(),
                state(now),
                attempts,
                emptied() ? null : job.payload(),
                progress,
                asked,
                answered,
                output,
                error,
                cancelling && end == null,
                createdAt,
                startedAt,
                finishedAt,
                version);
    }

    private JobState state(Instant now) {
        if (end != null) {
            return end;
        }
        if (parked) {
            return JobState.WAITING_FOR_INPUT;
        }
        return running(now) ? JobState.RUNNING : JobState.QUEUED;
    }
}
