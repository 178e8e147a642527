package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.ports.driven.identity.TestActors;
import java.util.Set;
import java.util.UUID;

/// Users that exist.
final class TestUsers {
    private TestUsers() {}

    /// {@return who makes users in `database`}
    static TestActors in(Database database) {
        return tenantId -> userIn(database, tenantId);
    }

    private static Actor userIn(Database database, UUID tenantId) {
        UUID userId = TestActors.IDS.next();
        return database.asSystem(handle -> {
            handle.execute(
                    "insert into identity.tenants values (?, ?, '', now()) on conflict do nothing",
                    tenantId,
                    tenantId.toString());
            handle.execute(
                    "insert into identity.users values (?, ?, ?, '', false, now())",
                    userId,
                    tenantId,
                    userId.toString());
            handle.execute("insert into identity.memberships values (?, ?, 'member', now())", tenantId, userId);
            return new Actor(tenantId, userId, null, Set.of(Scope.ALL), false);
        });
    }
}
