package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.InviteCode;
import io.hexforge.ports.driven.identity.InviteCodeStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// Invite codes in `identity.invite_codes`.
public final class PostgresInviteCodeStore implements InviteCodeStore {
    private static final UUID SMALLEST_ID = new UUID(0, 0);

    private final Database database;

    public PostgresInviteCodeStore(Database database) {
        this.database = database;
    }

    private static final String INSERT = """
            insert into identity.invite_codes
                (id, owner_id, code, max_uses, uses, created_at, expires_at, revoked_at)
            values
                (:id, :owner_id::uuid, :code, :max_uses, :uses, :created_at, :expires_at, :revoked_at)
            on conflict do nothing
            """;

    @Override
    public boolean add(InviteCode code) {
        return database.asSystem(handle -> handle.createUpdate(INSERT)
                        .bind("id", code.id())
                        .bind("owner_id", code.ownerId())
                        .bind("code", code.code())
                        .bind("max_uses", code.maxUses())
                        .bind("uses", code.uses())
                        .bind("created_at", Columns.timestamp(code.createdAt()))
                        .bind("expires_at", Columns.timestampOrNull(code.expiresAt()))
                        .bind("revoked_at", Columns.timestampOrNull(code.revokedAt()))
                        .execute()
                == 1);
    }

    @Override
    public Optional<InviteCode> find(String code) {
        String find = "select * from identity.invite_codes where code = :code";
        return one(handle -> handle.createQuery(find).bind("code", code));
    }

    @Override
    public Optional<InviteCode> ofOwner(UUID ownerId) {
        String find = "select * from identity.invite_codes where owner_id = :owner_id";
        return one(handle -> handle.createQuery(find).bind("owner_id", ownerId));
    }

    private static final String PAGE = """
            select * from identity.invite_codes
            where owner_id is null and id > :after
            order by id
            limit :limit + 1
            """;

    @Override
    public Page<InviteCode> page(Page.Request request) {
        List<InviteCode> found = database.asSystem(handle -> handle.createQuery(PAGE)
                .bind("after", Objects.requireNonNullElse(request.after(), SMALLEST_ID))
                .bind("limit", request.limit())
                .map((row, context) -> code(row))
                .list());
        boolean more = found.size() > request.limit();
        List<InviteCode> items = more ? found.subList(0, request.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    private static final String USE = """
            update identity.invite_codes
            set uses = uses + 1
            where code = :code and uses < max_uses and revoked_at is null and (expires_at is null or expires_at > :now)
            returning *
            """;

    @Override
    public Optional<InviteCode> use(String code, Instant now) {
        return one(handle -> handle.createQuery(USE).bind("code", code).bind("now", Columns.timestamp(now)));
    }

    @Override
    public void giveBack(UUID id) {
        String giveBack = "update identity.invite_codes set uses = uses - 1 where id = ? and uses > 0";
        database.asSystem(handle -> handle.execute(giveBack, id));
    }

    private static final String REVOKE = """
            update identity.invite_codes set revoked_at = coalesce(revoked_at, :now) where id = :id returning *
            """;

    @Override
    public Optional<InviteCode> revoke(UUID id, Instant now) {
        return one(handle -> handle.createQuery(REVOKE).bind("id", id).bind("now", Columns.timestamp(now)));
    }

    private Optional<InviteCode> one(Function<Handle, Query> query) {
        return database.asSystem(
                handle -> query.apply(handle).map((row, context) -> code(row)).findOne());
    }

    private static InviteCode code(ResultSet row) throws SQLException {
        return new InviteCode(
                Columns.uuid(row, "id"),
                Columns.uuidOrNull(row, "owner_id"),
                row.getString("code"),
                row.getInt("max_uses"),
                row.getInt("uses"),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "expires_at"),
                Columns.instantOrNull(row, "revoked_at"));
    }
}
