package io.hexforge.ports.driving.job;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.job.JobOwner;
import io.hexforge.domain.job.JobState;
import io.hexforge.domain.job.TrackedJob;
import io.hexforge.ports.driven.job.JobDirectory;
import io.hexforge.ports.driven.job.JobDirectory.Filter;
import io.hexforge.ports.driven.ops.SecretCipher;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What users do about their jobs. Stateless; safe for concurrent use.
public final class OwnJobs {
    private final JobDirectory directory;
    private final EnqueueJob enqueue;
    private final SecretCipher cipher;

    public OwnJobs(JobDirectory directory, EnqueueJob enqueue, SecretCipher cipher) {
        this.directory = directory;
        this.enqueue = enqueue;
        this.cipher = cipher;
    }

    /// @param input what the job was given, as JSON; null when nothing of it is left
    public record Shown(TrackedJob job, @Nullable String input) {}

    public sealed interface Change {
        record Done(Shown shown) implements Change {}

        /// The job does not stand where that is possible.
        record Refused(JobState state) implements Change {}

        record NotFound() implements Change {}
    }

    public Page<Shown> page(Actor actor, Filter filter, Page.Request request) {
        Page<TrackedJob> page = directory.page(actor, filter, request);
        return new Page<>(page.items().stream().map(this::shown).toList(), page.next());
    }

    public Optional<Shown> find(Actor actor, UUID id) {
        return directory.find(actor, id).map(this::shown);
    }

    /// Like `find`, without opening what the job was given.
    public Optional<TrackedJob> look(Actor actor, UUID id) {
        return directory.find(actor, id);
    }

    /// Ends a job as cancelled, within about a second if it runs.
    public Change cancel(Actor actor, UUID id) {
        return changed(actor, id, directory.cancel(actor, id));
    }

    /// @param answer JSON
    public Change respond(Actor actor, UUID id, String answer) {
        return changed(actor, id, directory.respond(actor, id, answer));
    }

    /// Forgets a job that has ended.
    public Change delete(Actor actor, UUID id) {
        Optional<TrackedJob> before = directory.find(actor, id);
        if (before.isPresent() && directory.delete(actor, id)) {
            return new Change.Done(new Shown(before.get(), null));
        }
        return changed(actor, id, false);
    }

    /// Does what failed or was cancelled once more, as a new job.
    public Change retry(Actor actor, UUID id) {
        Shown old = find(actor, id).orElse(null);
        if (old == null) {
            return new Change.NotFound();
        }
        JobState state = old.job().state();
        if ((state != JobState.FAILED && state != JobState.CANCELLED) || old.input() == null) {
            return new Change.Refused(state);
        }
        JobOrder order = JobOrder.of(old.job().kind(), old.input())
                .about(old.job().subjectId())
                .withPriority(old.job().priority());
        return changed(actor, enqueue.submit(JobOwner.of(actor), order), true);
    }

    private Change changed(Actor actor, UUID id, boolean done) {
        Optional<Shown> now = find(actor, id);
        if (now.isEmpty()) {
            return new Change.NotFound();
        }
        return done
                ? new Change.Done(now.get())
                : new Change.Refused(now.get().job().state());
    }

    private Shown shown(TrackedJob job) {
        var input = job.input();
        return new Shown(
                job,
                input == null ? null : cipher.open(input, Job.context(job.id())).reveal());
    }
}
