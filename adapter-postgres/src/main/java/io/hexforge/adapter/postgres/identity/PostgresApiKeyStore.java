package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Credential;
import io.hexforge.domain.identity.Role;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// API keys in `identity.api_keys`. Whose they are is row security's matter, not that of the statements.
public final class PostgresApiKeyStore implements ApiKeyStore {
    private static final UUID SMALLEST_ID = new UUID(0, 0);

    private final Database database;

    public PostgresApiKeyStore(Database database) {
        this.database = database;
    }

    @Override
    public void add(Actor actor, ApiKey key) {
        database.inActor(actor, handle -> insert(handle, key));
    }

    @Override
    public boolean save(Actor actor, ApiKey changed, long expectedVersion) {
        return database.inActor(actor, handle -> update(handle, changed, expectedVersion));
    }

    @Override
    public boolean rotate(Actor actor, ApiKey replaced, long expectedVersion, ApiKey successor) {
        return database.inActor(
                actor, handle -> update(handle, replaced, expectedVersion) && insert(handle, successor) == 1);
    }

    private static final String FIND = "select * from identity.api_keys where id = :id";

    @Override
    public Optional<ApiKey> find(Actor actor, UUID id) {
        return database.inActor(
                actor,
                handle -> handle.createQuery(FIND)
                        .bind("id", id)
                        .map((row, context) -> ApiKeyRow.of(row).key())
                        .findOne());
    }

    private static final String PAGE = """
            select * from identity.api_keys
            where user_id = :user_id and id > :after
            order by id
            limit :limit + 1
            """;

    @Override
    public Page<ApiKey> page(Actor actor, Page.Request request) {
        List<ApiKey> found = database.inActor(
                actor,
                handle -> handle.createQuery(PAGE)
                        .bind("user_id", actor.userId())
                        .bind("after", Objects.requireNonNullElse(request.after(), SMALLEST_ID))
                        .bind("limit", request.limit())
                        .map((row, context) -> ApiKeyRow.of(row).key())
                        .list());
        boolean more = found.size() > request.limit();
        List<ApiKey> items = more ? found.subList(0, request.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    private static final String CREDENTIALS = """
            select k.*, u.system_admin, m.role
            from identity.api_keys k
            join identity.users u on u.id = k.user_id
            join identity.memberships m on m.user_id = k.user_id and m.tenant_id = k.tenant_id
            where (k.revoked_at is null or k.replaced_by is not null) and u.disabled_at is null
            order by k.id
            """;

    @Override
    public List<Credential> credentials() {
        return database.asSystem(handle -> handle.createQuery(CREDENTIALS)
                .map((row, context) -> credential(row))
                .list());
    }

    /// What the owner's role leaves of a key.
    private static Credential credential(ResultSet row) throws SQLException {
        ApiKey key = ApiKeyRow.of(row).key();
        return row.getBoolean("system_admin")
                ? new Credential(key, true)
                : new Credential(key.within(Role.named(row.getString("role")).orElseThrow()), false);
    }

    private static final String VERSION = "select version from identity.versions where name = 'credentials'";

    @Override
    public long version() {
        return database.asSystem(
                handle -> handle.createQuery(VERSION).mapTo(Long.class).one());
    }

    private static final String INSERT = """
            insert into identity.api_keys
                (id, tenant_id, user_id, name, preview, secret_hash, scopes, requests_per_minute,
                 tokens_per_minute, tokens_hard, max_parallel, created_at, expires_at, revoked_at, replaced_by, version)
            values
                (:id, :tenant_id, :user_id, :name, :preview, :secret_hash, :scopes, :requests_per_minute::bigint,
                 :tokens_per_minute::bigint, :tokens_hard, :max_parallel::bigint, :created_at, :expires_at, :revoked_at,
                 :replaced_by::uuid, :version)
            """;

    static int insert(Handle handle, ApiKey key) {
        return new ApiKeyRow(key).bindTo(handle.createUpdate(INSERT)).execute();
    }

    private static final String UPDATE = """
            update identity.api_keys
            set name = :name, scopes = :scopes, requests_per_minute = :requests_per_minute::bigint,
                tokens_per_minute = :tokens_per_minute::bigint, tokens_hard = :tokens_hard,
                max_parallel = :max_parallel::bigint, expires_at = :expires_at, revoked_at = :revoked_at,
                replaced_by = :replaced_by::uuid, version = :version
            where id = :id and version = :expected_version
            """;

    private static boolean update(Handle handle, ApiKey changed, long expectedVersion) {
        return new ApiKeyRow(changed)
                        .bindTo(handle.createUpdate(UPDATE))
                        .bind("expected_version", expectedVersion)
                        .execute()
                == 1;
    }
}
