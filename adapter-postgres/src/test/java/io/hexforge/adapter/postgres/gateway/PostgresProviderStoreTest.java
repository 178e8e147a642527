package io.hexforge.adapter.postgres.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.ports.driven.gateway.ProviderStore;
import io.hexforge.ports.driven.gateway.ProviderStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PostgresProviderStoreTest implements ProviderStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public ProviderStore providers() {
        return new PostgresProviderStore(database);
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }

    @Test
    void keeps_metadata_that_postgres_itself_finds_hard() {
        var owner = actors().newcomer();
        var metadata = new JsonObject(Map.of(
                "nul and half a surrogate", new JsonString("\u0000 \ud800"),
                "exact", new JsonNumber(new BigDecimal("12345678901234567890.1230"))));
        var connection = new ProviderConnection(
                TestActors.IDS.next(),
                owner.tenantId(),
                owner.userId(),
                false,
                "openai",
                "",
                URI.create("https://api.example"),
                metadata,
                null,
                null,
                true,
                Instant.EPOCH,
                Instant.EPOCH,
                1);

        assertThat(providers().put(owner, connection).metadata()).isEqualTo(metadata);
    }
}
