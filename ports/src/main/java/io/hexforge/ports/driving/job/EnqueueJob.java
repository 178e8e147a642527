package io.hexforge.ports.driving.job;

import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.job.JobOwner;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.job.JobStore;
import io.hexforge.ports.driven.ops.SecretCipher;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Puts work aside to be done by [RunJobs], on this node or another one. Stateless; safe for concurrent use.
public final class EnqueueJob {
    private final JobStore jobs;
    private final SecretCipher cipher;
    private final Ids ids;

    public EnqueueJob(JobStore jobs, SecretCipher cipher, Ids ids) {
        this.jobs = jobs;
        this.cipher = cipher;
        this.ids = ids;
    }

    /// To be done at once, however often it is asked for.
    public void now(String kind, String payload) {
        at(ids.clock().instant(), kind, null, payload);
    }

    /// To be done from `dueAt` on.
    ///
    /// @param uniqueKey null if any number of such jobs may wait
    /// @return false if a job of that kind with that key waits or runs already; then nothing was added
    public boolean at(Instant dueAt, String kind, @Nullable String uniqueKey, String payload) {
        UUID id = ids.next();
        return jobs.add(new Job(id, kind, uniqueKey, seal(payload, id), dueAt)).isEmpty();
    }

    /// To be done for somebody.
    ///
    /// @return the job that does it: a new one, or the one that stands for the same work by its keys
    public UUID submit(JobOwner owner, JobOrder order) {
        UUID id = ids.next();
        var job = new Job(
                id,
                order.kind(),
                owner,
                order.subjectId(),
                order.uniqueKey(),
                order.idempotencyKey(),
                order.priority(),
                seal(order.payload(), id),
                order.dueAt() == null ? ids.clock().instant() : order.dueAt());
        return jobs.add(job).orElse(id);
    }

    private SealedSecret seal(String payload, UUID id) {
        return cipher.seal(new Secret(payload), Job.context(id));
    }
}
