package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.gateway.ProviderStore;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Provider connections in `gateway.providers`. Whose they are is row security's matter, not that of the
/// statements.
public final class PostgresProviderStore implements ProviderStore {
    private final Database database;

    public PostgresProviderStore(Database database) {
        this.database = database;
    }

    private static final String PUT = """
            insert into gateway.providers
                (id, tenant_id, user_id, shared, provider, display_name, base_url, metadata, secret, secret_key_id,
                 secret_preview, is_active, created_at, updated_at, version)
            values
                (:id, :tenant_id, :user_id, :shared, :provider, :display_name, :base_url, :metadata::json, :secret,
                 :secret_key_id, :secret_preview, :is_active, :created_at, :updated_at, :version)
            on conflict (user_id, provider) do update
            set tenant_id = excluded.tenant_id, shared = excluded.shared, display_name = excluded.display_name,
                base_url = excluded.base_url, metadata = excluded.metadata, secret = excluded.secret,
                secret_key_id = excluded.secret_key_id, secret_preview = excluded.secret_preview,
                is_active = excluded.is_active, updated_at = excluded.updated_at, version = providers.version + 1
            returning *
            """;

    @Override
    public ProviderConnection put(Actor actor, ProviderConnection connection) {
        return database.inActor(
                actor,
                handle -> new ProviderRow(connection)
                        .bindTo(handle.createQuery(PUT))
                        .map((row, context) -> ProviderRow.of(row).connection())
                        .one());
    }

    private static final String SAVE = """
            update gateway.providers
            set shared = :shared, display_name = :display_name, base_url = :base_url, metadata = :metadata::json,
                secret = :secret, secret_key_id = :secret_key_id, secret_preview = :secret_preview,
                is_active = :is_active, updated_at = :updated_at, version = :version
            where id = :id and version = :expected_version
            """;

    @Override
    public boolean save(Actor actor, ProviderConnection changed, long expectedVersion) {
        return database.inActor(
                actor,
                handle -> new ProviderRow(changed)
                                .bindTo(handle.createUpdate(SAVE))
                                .bind("expected_version", expectedVersion)
                                .execute()
                        == 1);
    }

    private static final String ALL = "select * from gateway.providers order by created_at, id";

    @Override
    public List<ProviderConnection> visible(Actor actor) {
        return database.inActor(actor, PostgresProviderStore::list);
    }

    @Override
    public List<ProviderConnection> all() {
        return database.asSystem(PostgresProviderStore::list);
    }

    /// The version grows too: a change that was made from the old ciphertext must not bring it back.
    private static final String RESEAL = """
            update gateway.providers
            set secret = :secret, secret_key_id = :key_id, version = version + 1
            where id = :id and secret_key_id = :old_key_id and secret = :old_secret
            """;

    @Override
    public boolean reseal(UUID id, SealedSecret old, SealedSecret fresh) {
        return database.asSystem(handle -> handle.createUpdate(RESEAL)
                        .bind("id", id)
                        .bind("old_key_id", old.keyId())
                        .bind("old_secret", old.bytes())
                        .bind("key_id", fresh.keyId())
                        .bind("secret", fresh.bytes())
                        .execute()
                == 1);
    }

    private static final String VERSION = "select version from gateway.versions where name = 'providers'";

    @Override
    public long version() {
        return database.asSystem(
                handle -> handle.createQuery(VERSION).mapTo(Long.class).one());
    }

    private static List<ProviderConnection> list(Handle handle) {
        return handle.createQuery(ALL)
                .map((row, context) -> ProviderRow.of(row).connection())
                .list();
    }
}
