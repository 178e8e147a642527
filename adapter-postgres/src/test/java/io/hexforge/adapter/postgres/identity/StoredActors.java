package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.TestActors;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/// Users that are really there.
final class StoredActors {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    private StoredActors() {}

    static Actor inTenant(Database database, UUID tenantId) {
        UUID userId = TestActors.IDS.next();
        return database.asSystem(handle -> {
            handle.execute(
                    "insert into identity.tenants values (?, ?, '', ?) on conflict do nothing",
                    tenantId,
                    tenantId.toString(),
                    Columns.timestamp(NOW));
            PostgresAccountStore.insert(handle, new User(userId, tenantId, userId.toString(), "", false, NOW));
            PostgresAccountStore.insert(handle, new Membership(tenantId, userId, Role.OWNER, NOW));
            return new Actor(tenantId, userId, null, Set.of(Scope.ALL), false);
        });
    }
}
