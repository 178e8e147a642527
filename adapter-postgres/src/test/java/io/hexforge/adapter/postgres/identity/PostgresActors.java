package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.ports.driven.identity.TestActors;
import java.util.Set;
import java.util.UUID;

/// Makes users and tenants that are really there.
record PostgresActors(Database database) implements TestActors {
    @Override
    public Actor inTenant(UUID tenantId) {
        UUID userId = TestActors.IDS.next();
        return database.asSystem(handle -> {
            handle.execute(
                    "insert into identity.tenants (id, slug, name, created_at) values (?, ?, '', now())"
                            + " on conflict do nothing",
                    tenantId,
                    tenantId.toString());
            handle.execute(
                    "insert into identity.users (id, tenant_id, username, display_name, system_admin, created_at)"
                            + " values (?, ?, ?, '', false, now())",
                    userId,
                    tenantId,
                    userId.toString());
            handle.execute("insert into identity.memberships values (?, ?, 'member', now())", tenantId, userId);
            return new Actor(tenantId, userId, null, Set.of(Scope.ALL), false);
        });
    }
}
