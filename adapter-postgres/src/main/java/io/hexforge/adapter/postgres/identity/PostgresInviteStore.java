package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Invite;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore.Stored;
import io.hexforge.ports.driven.identity.InviteStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Invitations into tenants in `identity.invites`.
public final class PostgresInviteStore implements InviteStore {
    private static final UUID LARGEST_ID = new UUID(-1, -1);

    private final Database database;
    private final PostgresAccountStore accounts;

    public PostgresInviteStore(Database database) {
        this.database = database;
        this.accounts = new PostgresAccountStore(database);
    }

    private static final String WITHDRAW_OTHERS = """
            update identity.invites set revoked_at = ?
            where tenant_id = ? and email = ? and accepted_at is null and revoked_at is null
            """;
    private static final String INSERT = """
            insert into identity.invites
                (id, tenant_id, email, role, token_hash, invited_by, created_at, expires_at, accepted_at, revoked_at)
            values
                (:id, :tenant_id, :email, :role, :token_hash, :invited_by, :created_at, :expires_at, :accepted_at,
                 :revoked_at)
            """;

    @Override
    public void add(Invite invite) {
        database.asSystem(handle -> {
            handle.execute(
                    WITHDRAW_OTHERS,
                    Columns.timestamp(invite.createdAt()),
                    invite.tenantId(),
                    invite.email().value());
            return handle.createUpdate(INSERT)
                    .bind("id", invite.id())
                    .bind("tenant_id", invite.tenantId())
                    .bind("email", invite.email().value())
                    .bind("role", invite.role().wireName())
                    .bind("token_hash", bytes(invite.hash()))
                    .bind("invited_by", invite.invitedBy())
                    .bind("created_at", Columns.timestamp(invite.createdAt()))
                    .bind("expires_at", Columns.timestamp(invite.expiresAt()))
                    .bind("accepted_at", Columns.timestampOrNull(invite.acceptedAt()))
                    .bind("revoked_at", Columns.timestampOrNull(invite.revokedAt()))
                    .execute();
        });
    }

    @Override
    public Optional<Invite> find(SecretHash hash) {
        return database.asSystem(handle -> handle.createQuery("select * from identity.invites where token_hash = :hash")
                .bind("hash", bytes(hash))
                .map((row, context) -> invite(row))
                .findOne());
    }

    private static final String PAGE = """
            select * from identity.invites
            where tenant_id = :tenant_id and id < :before
            order by id desc
            limit :limit + 1
            """;

    @Override
    public Page<Invite> page(UUID tenantId, Page.Request request) {
        List<Invite> found = database.asSystem(handle -> handle.createQuery(PAGE)
                .bind("tenant_id", tenantId)
                .bind("before", Objects.requireNonNullElse(request.after(), LARGEST_ID))
                .bind("limit", request.limit())
                .map((row, context) -> invite(row))
                .list());
        boolean more = found.size() > request.limit();
        List<Invite> items = more ? found.subList(0, request.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    private static final String REVOKE = """
            update identity.invites
            set revoked_at = case when accepted_at is null then coalesce(revoked_at, :now) else revoked_at end
            where tenant_id = :tenant_id and id = :id
            returning *
            """;

    @Override
    public Optional<Invite> revoke(UUID tenantId, UUID id, Instant now) {
        return database.asSystem(handle -> handle.createQuery(REVOKE)
                .bind("tenant_id", tenantId)
                .bind("id", id)
                .bind("now", Columns.timestamp(now))
                .map((row, context) -> invite(row))
                .findOne());
    }

    private static final String ACCEPT = """
            update identity.invites set accepted_at = ?
            where id = ? and accepted_at is null and revoked_at is null and expires_at > ?
            """;

    @Override
    public boolean accept(UUID id, Membership membership, Instant now) {
        return database.asSystem(handle -> {
            boolean open = accept(handle, id, now);
            if (open) {
                PostgresMemberStore.add(handle, membership);
            }
            return open;
        });
    }

    @Override
    public Stored accept(UUID id, User newcomer, Membership membership, String passwordHash, Instant now) {
        return accounts.unlessTaken(
                newcomer,
                () -> database.asSystem(handle -> {
                    if (!accept(handle, id, now)) {
                        return Stored.STALE;
                    }
                    PostgresAccountStore.add(handle, newcomer, membership, passwordHash);
                    return Stored.DONE;
                }));
    }

    private static boolean accept(Handle handle, UUID id, Instant now) {
        var at = Columns.timestamp(now);
        return handle.execute(ACCEPT, at, id, at) == 1;
    }

    private static byte[] bytes(SecretHash hash) {
        return HexFormat.of().parseHex(hash.hex());
    }

    private static Invite invite(ResultSet row) throws SQLException {
        return new Invite(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "tenant_id"),
                new EmailAddress(row.getString("email")),
                Role.named(row.getString("role")).orElseThrow(),
                new SecretHash(HexFormat.of().formatHex(row.getBytes("token_hash"))),
                Columns.uuid(row, "invited_by"),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "expires_at"),
                Columns.instantOrNull(row, "accepted_at"),
                Columns.instantOrNull(row, "revoked_at"));
    }
}
