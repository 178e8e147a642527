package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.SqlFaults;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.PasswordStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// Users in `identity.users`, with `identity.tenants`, `identity.memberships` and `identity.passwords`.
public final class PostgresAccountStore implements AccountStore, PasswordStore {
    /// Any number that no other lock of the identity area uses.
    private static final long FOUNDING_LOCK = 0x48_45_58_46L;

    private final Database database;

    public PostgresAccountStore(Database database) {
        this.database = database;
    }

    @Override
    public boolean found(Tenant tenant, User operator, ApiKey key) {
        return database.asSystem(handle -> {
            handle.execute("select pg_advisory_xact_lock(?)", FOUNDING_LOCK);
            if (exists(handle)) {
                return false;
            }
            insert(handle, tenant);
            insert(handle, operator);
            insert(handle, new Membership(tenant.id(), operator.id(), Role.OWNER, operator.createdAt()));
            PostgresApiKeyStore.insert(handle, key);
            return true;
        });
    }

    private static final String OPERATOR = """
            select * from identity.users where system_admin order by created_at, id limit 1
            """;

    @Override
    public Optional<User> operator() {
        return database.asSystem(handle ->
                handle.createQuery(OPERATOR).map((row, context) -> user(row)).findOne());
    }

    @Override
    public Stored add(User user, @Nullable Tenant newTenant, Membership membership, @Nullable String passwordHash) {
        return unlessTaken(
                user,
                () -> database.asSystem(handle -> {
                    if (newTenant != null) {
                        insert(handle, newTenant);
                    }
                    add(handle, user, membership, passwordHash);
                    return Stored.DONE;
                }));
    }

    static void add(Handle handle, User user, Membership membership, @Nullable String passwordHash) {
        insert(handle, user);
        insert(handle, membership);
        if (passwordHash != null) {
            put(handle, user.id(), new StoredPassword(passwordHash, user.createdAt()));
        }
    }

    private static final String UPDATE_USER = """
            update identity.users
            set tenant_id = :tenant_id, username = :username, email = :email, display_name = :display_name,
                system_admin = :system_admin, email_verified_at = :email_verified_at, disabled_at = :disabled_at,
                deletion_due_at = :deletion_due_at, version = :version
            where id = :id and version = :expected_version
            """;

    @Override
    public Stored save(User changed, long expectedVersion) {
        return unlessTaken(
                changed,
                () -> database.asSystem(handle -> save(handle, changed, expectedVersion) ? Stored.DONE : Stored.STALE));
    }

    static boolean save(Handle handle, User changed, long expectedVersion) {
        return bind(handle.createUpdate(UPDATE_USER), changed)
                        .bind("expected_version", expectedVersion)
                        .execute()
                == 1;
    }

    private static final String FIND = "select * from identity.users where id = :id";

    @Override
    public Optional<User> find(UUID id) {
        return database.asSystem(handle -> find(handle, id));
    }

    @Override
    public Optional<Account> account(UUID id) {
        return database.asSystem(handle -> find(handle, id).map(user -> new Account(user, memberships(handle, id))));
    }

    private static Optional<User> find(Handle handle, UUID id) {
        return handle.createQuery(FIND)
                .bind("id", id)
                .map((row, context) -> user(row))
                .findOne();
    }

    // A username holds no @, an address always does.
    private static final String NAMED = "select * from identity.users where email = :name or username = :name";

    @Override
    public Optional<User> named(String usernameOrEmail) {
        return database.asSystem(handle -> handle.createQuery(NAMED)
                .bind("name", usernameOrEmail)
                .map((row, context) -> user(row))
                .findOne());
    }

    private static final String MEMBERSHIPS = """
            select * from identity.memberships where user_id = :user_id order by created_at, tenant_id
            """;

    @Override
    public List<Membership> memberships(UUID userId) {
        return database.asSystem(handle -> memberships(handle, userId));
    }

    private static List<Membership> memberships(Handle handle, UUID userId) {
        return handle.createQuery(MEMBERSHIPS)
                .bind("user_id", userId)
                .map((row, context) -> membership(row))
                .list();
    }

    private static final String PASSWORD = "select hash, changed_at from identity.passwords where user_id = :user_id";

    @Override
    public Optional<StoredPassword> of(UUID userId) {
        return database.asSystem(handle -> handle.createQuery(PASSWORD)
                .bind("user_id", userId)
                .map((row, context) -> new StoredPassword(row.getString("hash"), Columns.instant(row, "changed_at")))
                .findOne());
    }

    @Override
    public void put(UUID userId, StoredPassword password) {
        database.asSystem(handle -> put(handle, userId, password));
    }

    private static final String PUT_PASSWORD = """
            insert into identity.passwords (user_id, hash, changed_at)
            select id, :hash, :changed_at from identity.users where id = :user_id
            on conflict (user_id) do update set hash = excluded.hash, changed_at = excluded.changed_at
            """;

    private static int put(Handle handle, UUID userId, StoredPassword password) {
        return handle.createUpdate(PUT_PASSWORD)
                .bind("user_id", userId)
                .bind("hash", password.hash())
                .bind("changed_at", Columns.timestamp(password.changedAt()))
                .execute();
    }

    Stored unlessTaken(User user, Supplier<Stored> work) {
        try {
            return work.get();
        } catch (PortException e) {
            if (SqlFaults.isDuplicate(e)) {
                if (user.email() != null && isAnothers(user, user.email().value())) {
                    return Stored.EMAIL_TAKEN;
                }
                if (isAnothers(user, user.username())) {
                    return Stored.USERNAME_TAKEN;
                }
            }
            throw e;
        }
    }

    private boolean isAnothers(User user, String name) {
        return named(name).filter(other -> !other.id().equals(user.id())).isPresent();
    }

    private static boolean exists(Handle handle) {
        return handle.createQuery("select exists (select from identity.tenants)")
                .mapTo(Boolean.class)
                .one();
    }

    private static final String INSERT_TENANT = """
            insert into identity.tenants (id, slug, name, created_at) values (:id, :slug, :name, :created_at)
            """;

    static void insert(Handle handle, Tenant tenant) {
        handle.createUpdate(INSERT_TENANT)
                .bind("id", tenant.id())
                .bind("slug", tenant.slug())
                .bind("name", tenant.name())
                .bind("created_at", Columns.timestamp(tenant.createdAt()))
                .execute();
    }

    private static final String INSERT_USER = """
            insert into identity.users
                (id, tenant_id, username, email, display_name, system_admin, created_at, email_verified_at,
                 disabled_at, deletion_due_at, version)
            values
                (:id, :tenant_id, :username, :email, :display_name, :system_admin, :created_at, :email_verified_at,
                 :disabled_at, :deletion_due_at, :version)
            """;

    static void insert(Handle handle, User user) {
        bind(handle.createUpdate(INSERT_USER), user)
                .bind("created_at", Columns.timestamp(user.createdAt()))
                .execute();
    }

    private static final String INSERT_MEMBERSHIP = """
            insert into identity.memberships (tenant_id, user_id, role, created_at)
            values (:tenant_id, :user_id, :role, :created_at)
            """;

    static void insert(Handle handle, Membership membership) {
        handle.createUpdate(INSERT_MEMBERSHIP)
                .bind("tenant_id", membership.tenantId())
                .bind("user_id", membership.userId())
                .bind("role", membership.role().wireName())
                .bind("created_at", Columns.timestamp(membership.createdAt()))
                .execute();
    }

    private static <S extends SqlStatement<S>> S bind(S statement, User user) {
        EmailAddress email = user.email();
        return statement
                .bind("id", user.id())
                .bind("tenant_id", user.tenantId())
                .bind("username", user.username())
                .bind("email", email == null ? null : email.value())
                .bind("display_name", user.displayName())
                .bind("system_admin", user.systemAdmin())
                .bind("email_verified_at", Columns.timestampOrNull(user.emailVerifiedAt()))
                .bind("disabled_at", Columns.timestampOrNull(user.disabledAt()))
                .bind("deletion_due_at", Columns.timestampOrNull(user.deletionDueAt()))
                .bind("version", user.version());
    }

    static User user(ResultSet row) throws SQLException {
        String email = row.getString("email");
        return new User(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "tenant_id"),
                row.getString("username"),
                email == null ? null : new EmailAddress(email),
                row.getString("display_name"),
                row.getBoolean("system_admin"),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "email_verified_at"),
                Columns.instantOrNull(row, "disabled_at"),
                Columns.instantOrNull(row, "deletion_due_at"),
                row.getLong("version"));
    }

    static Membership membership(ResultSet row) throws SQLException {
        return new Membership(
                Columns.uuid(row, "tenant_id"),
                Columns.uuid(row, "user_id"),
                Role.named(row.getString("role")).orElseThrow(),
                Columns.instant(row, "created_at"));
    }
}
