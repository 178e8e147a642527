package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import io.hexforge.ports.driven.identity.ApiKeyStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresApiKeyStoreTest implements ApiKeyStoreContract {
    private static Database database;

    @BeforeAll
    static void open() {
        database = TestDatabases.migrated();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    public ApiKeyStore keys() {
        return new PostgresApiKeyStore(database);
    }

    @Override
    public TestActors actors() {
        return PostgresApiKeyStoreTest::userIn;
    }

    private static Actor userIn(UUID tenantId) {
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
