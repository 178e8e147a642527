package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.MemberStore;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Members of tenants in `identity.memberships`, with `identity.users`.
public final class PostgresMemberStore implements MemberStore {
    private static final UUID SMALLEST_ID = new UUID(0, 0);

    private final Database database;

    public PostgresMemberStore(Database database) {
        this.database = database;
    }

    private static final String USERS = """
            select * from identity.users u
            where u.id > :after
              and (:user_id::uuid is null or u.id = :user_id::uuid)
              and (:tenant_id::uuid is null or exists (
                  select from identity.memberships m where m.user_id = u.id and m.tenant_id = :tenant_id::uuid))
              and (:text::text is null
                  or position(lower(:text) in lower(concat_ws(' ', u.username, u.display_name, u.email))) > 0)
              and (:services::boolean is null or (u.email is null and not u.system_admin) = :services::boolean)
            order by u.id
            limit :limit
            """;
    private static final String MEMBERSHIPS = """
            select * from identity.memberships
            where user_id = any (:user_ids) and (:tenant_id::uuid is null or tenant_id = :tenant_id::uuid)
            order by created_at, tenant_id
            """;

    @Override
    public Page<Account> page(@Nullable UUID tenantId, Search search, Page.Request request) {
        UUID after = Objects.requireNonNullElse(request.after(), SMALLEST_ID);
        List<Account> found = accounts(tenantId, null, search, after, request.limit() + 1);
        boolean more = found.size() > request.limit();
        List<Account> items = more ? found.subList(0, request.limit()) : found;
        return new Page<>(items, more ? items.getLast().user().id() : null);
    }

    @Override
    public Optional<Account> find(@Nullable UUID tenantId, UUID userId) {
        return accounts(tenantId, userId, Search.ALL, SMALLEST_ID, 1).stream().findFirst();
    }

    private List<Account> accounts(
            @Nullable UUID tenantId, @Nullable UUID userId, Search search, UUID after, int limit) {
        return database.asSystem(handle -> {
            List<User> users = handle.createQuery(USERS)
                    .bind("after", after)
                    .bind("user_id", userId)
                    .bind("tenant_id", tenantId)
                    .bind("text", search.text())
                    .bind("services", search.services())
                    .bind("limit", limit)
                    .map((row, context) -> PostgresAccountStore.user(row))
                    .list();
            List<Membership> memberships = handle.createQuery(MEMBERSHIPS)
                    .bindArray(
                            "user_ids", UUID.class, users.stream().map(User::id).toList())
                    .bind("tenant_id", tenantId)
                    .map((row, context) -> PostgresAccountStore.membership(row))
                    .list();
            return users.stream().map(user -> account(user, memberships)).toList();
        });
    }

    private static Account account(User user, List<Membership> all) {
        return new Account(
                user,
                all.stream().filter(each -> each.userId().equals(user.id())).toList());
    }

    private static final String ADD = """
            insert into identity.memberships (tenant_id, user_id, role, created_at)
            values (?, ?, ?, ?)
            on conflict do nothing
            """;

    @Override
    public boolean add(Membership membership) {
        return database.asSystem(handle -> add(handle, membership));
    }

    static boolean add(Handle handle, Membership membership) {
        return handle.execute(
                        ADD,
                        membership.tenantId(),
                        membership.userId(),
                        membership.role().wireName(),
                        Columns.timestamp(membership.createdAt()))
                == 1;
    }

    private static final String SET_ROLE = """
            update identity.memberships set role = ? where tenant_id = ? and user_id = ?
            """;

    @Override
    public Change changeRole(UUID tenantId, UUID userId, Role expected, Role role) {
        return database.asSystem(handle -> {
            Change obstacle = obstacle(handle, tenantId, userId, expected, role);
            if (obstacle == Change.DONE) {
                handle.execute(SET_ROLE, role.wireName(), tenantId, userId);
            }
            return obstacle;
        });
    }

    @Override
    public Change changeRole(UUID tenantId, Role expected, Role role, User changed, long expectedVersion) {
        return database.asSystem(handle -> {
            Change obstacle = obstacle(handle, tenantId, changed.id(), expected, role);
            if (obstacle != Change.DONE) {
                return obstacle;
            }
            if (!PostgresAccountStore.save(handle, changed, expectedVersion)) {
                return Change.STALE;
            }
            handle.execute(SET_ROLE, role.wireName(), tenantId, changed.id());
            return Change.DONE;
        });
    }

    private static final String ACT_ELSEWHERE = """
            update identity.users u
            set tenant_id = m.tenant_id, version = u.version + 1
            from (select tenant_id from identity.memberships where user_id = ? order by created_at, tenant_id limit 1) m
            where u.id = ? and u.tenant_id = ?
            """;

    @Override
    public Change remove(UUID tenantId, UUID userId, Role expected) {
        return database.asSystem(handle -> {
            Change obstacle = obstacle(handle, tenantId, userId, expected, null);
            if (obstacle == Change.DONE) {
                handle.execute(
                        "delete from identity.memberships where tenant_id = ? and user_id = ?", tenantId, userId);
                handle.execute(ACT_ELSEWHERE, userId, userId, tenantId);
            }
            return obstacle;
        });
    }

    private static final String OWNED_BY_ANOTHER = """
            select exists (
                select from identity.memberships m
                join identity.users u on u.id = m.user_id
                where m.tenant_id = :tenant_id and m.role = 'owner' and m.user_id <> :user_id and u.disabled_at is null)
            """;

    /// What forbids a change, or `DONE` if nothing does. Changes of a tenant's members take turns from here on.
    private static Change obstacle(Handle handle, UUID tenantId, UUID userId, Role expected, @Nullable Role role) {
        handle.createQuery("select id from identity.tenants where id = :id for update")
                .bind("id", tenantId)
                .mapTo(UUID.class)
                .findOne();
        Optional<String> present = handle.createQuery(
                        "select role from identity.memberships where tenant_id = :tenant_id and user_id = :user_id")
                .bind("tenant_id", tenantId)
                .bind("user_id", userId)
                .mapTo(String.class)
                .findOne();
        if (present.isEmpty()) {
            return Change.NOT_FOUND;
        }
        if (!present.get().equals(expected.wireName())) {
            return Change.STALE;
        }
        boolean lastOwner = expected == Role.OWNER
                && role != Role.OWNER
                && !handle.createQuery(OWNED_BY_ANOTHER)
                        .bind("tenant_id", tenantId)
                        .bind("user_id", userId)
                        .mapTo(Boolean.class)
                        .one();
        return lastOwner ? Change.LAST_OWNER : Change.DONE;
    }
}
