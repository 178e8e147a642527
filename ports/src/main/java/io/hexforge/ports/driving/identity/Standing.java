package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.Role;
import io.hexforge.ports.driven.identity.MemberStore;
import java.util.Optional;
import java.util.UUID;

/// What an actor is in a tenant, as its membership says at this moment, not as its credential said when it was made.
///
/// One acts in one tenant at a time: in others one is nobody, unless one administers the installation.
record Standing(MemberStore members) {
    Optional<Role> of(Actor actor, UUID tenantId) {
        if (actor.systemAdmin()) {
            return Optional.of(Role.OWNER);
        }
        return actor.tenantId().equals(tenantId)
                ? members.find(tenantId, actor.userId())
                        .filter(account -> !account.user().disabled())
                        .flatMap(account -> account.roleIn(tenantId))
                : Optional.empty();
    }

    boolean atLeast(Role needed, Actor actor, UUID tenantId) {
        return of(actor, tenantId).filter(role -> role.atLeast(needed)).isPresent();
    }
}
