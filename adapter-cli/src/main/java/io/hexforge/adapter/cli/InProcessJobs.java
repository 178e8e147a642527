package io.hexforge.adapter.cli;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.job.JobState;
import io.hexforge.domain.job.TrackedJob;
import io.hexforge.ports.driven.job.JobDirectory.Filter;
import io.hexforge.ports.driving.job.OwnJobs;
import io.hexforge.ports.driving.job.OwnJobs.Change;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The jobs of the Hexforge inside this process.
public record InProcessJobs(Actor actor, OwnJobs jobs) implements Jobs {
    @Override
    public List<Line> list(@Nullable String status) {
        JobState state = status == null
                ? null
                : JobState.named(status).orElseThrow(() -> new CommandFailed("there is no status " + status));
        return jobs.page(actor, new Filter(state, null, null), Page.Request.first()).items().stream()
                .map(shown -> line(shown.job()))
                .toList();
    }

    @Override
    public Line show(String id) {
        return line(jobs.look(actor, parsed(id)).orElseThrow(InProcessJobs::unknown));
    }

    @Override
    public Line cancel(String id) {
        return changed(jobs.cancel(actor, parsed(id)));
    }

    @Override
    public Line retry(String id) {
        return changed(jobs.retry(actor, parsed(id)));
    }

    private static Line changed(Change change) {
        return switch (change) {
            case Change.Done(OwnJobs.Shown shown) -> line(shown.job());
            case Change.Refused(JobState state) -> throw new CommandFailed("the job is " + state.wireName());
            case Change.NotFound() -> throw unknown();
        };
    }

    private static UUID parsed(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw unknown();
        }
    }

    private static CommandFailed unknown() {
        return new CommandFailed("there is no such job");
    }

    private static Line line(TrackedJob job) {
        return new Line(
                job.id().toString(),
                job.kind(),
                job.state().wireName(),
                job.progress().percent(),
                job.progress().message(),
                job.createdAt().toString(),
                job.asked().size() > job.answered().size() ? job.asked().getLast() : null,
                job.output(),
                job.error());
    }
}
