package io.hexforge.ports.driving.job;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.job.TrackedJob;
import io.hexforge.ports.driven.job.JobOversight;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What those who administer the installation do about the queue. Empty answers refuse everybody else.
/// Stateless; safe for concurrent use.
public final class OverseeJobs {
    private final JobOversight oversight;

    public OverseeJobs(JobOversight oversight) {
        this.oversight = oversight;
    }

    public Optional<Page<TrackedJob>> dead(Actor actor, Page.Request request) {
        return actor.systemAdmin() ? Optional.of(oversight.dead(request)) : Optional.empty();
    }

    /// @return whether the job is in the queue again
    public Optional<Boolean> redrive(Actor actor, UUID id) {
        return actor.systemAdmin() ? Optional.of(oversight.redrive(id)) : Optional.empty();
    }

    /// Lets no more jobs of a kind start, or lets them start again.
    ///
    /// @return the paused kinds, and since when
    public Optional<Map<String, Instant>> pause(Actor actor, String kind, boolean paused) {
        if (!actor.systemAdmin()) {
            return Optional.empty();
        }
        if (paused) {
            oversight.pause(kind);
        } else {
            oversight.resume(kind);
        }
        return Optional.of(oversight.paused());
    }

    public Optional<Map<String, Instant>> paused(Actor actor) {
        return actor.systemAdmin() ? Optional.of(oversight.paused()) : Optional.empty();
    }
}
