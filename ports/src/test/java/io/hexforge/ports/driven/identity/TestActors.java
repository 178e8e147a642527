package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Scope;
import java.time.InstantSource;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/// Makes actors for contract tests. An adapter whose store checks that tenants and users exist makes them exist.
public interface TestActors {
    /// Fresh ids, the same in every run.
    Ids IDS = new Ids(InstantSource.system(), new Random(1));

    /// {@return a user who owns nothing, in a tenant of its own}
    default Actor newcomer() {
        return inTenant(IDS.next());
    }

    /// {@return another user of the same tenant, who owns nothing}
    default Actor colleagueOf(Actor actor) {
        return inTenant(actor.tenantId());
    }

    /// {@return a new user of a tenant, which is made if it is not there}
    Actor inTenant(UUID tenantId);

    /// For stores that do not check.
    static TestActors ofAnyName() {
        return tenantId -> new Actor(tenantId, IDS.next(), null, Set.of(Scope.ALL), false);
    }
}
