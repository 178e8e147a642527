package io.hexforge.domain.job;

import io.hexforge.domain.Actor;
import java.util.UUID;

/// The user, in one tenant, for whom a job is done.
public record JobOwner(UUID tenantId, UUID userId) {
    public static JobOwner of(Actor actor) {
        return new JobOwner(actor.tenantId(), actor.userId());
    }
}
