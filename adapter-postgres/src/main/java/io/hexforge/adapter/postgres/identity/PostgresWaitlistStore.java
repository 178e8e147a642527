package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.JsonColumn;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.WaitlistEntry;
import io.hexforge.ports.driven.identity.WaitlistStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The waitlist in `identity.waitlist`.
public final class PostgresWaitlistStore implements WaitlistStore {
    private static final UUID SMALLEST_ID = new UUID(0, 0);

    private final Database database;

    public PostgresWaitlistStore(Database database) {
        this.database = database;
    }

    private static final String PUT = """
            insert into identity.waitlist
                (id, email, name, occupation, motivation, use_case, links, source, metadata, created_at, approved_at,
                 joined_at)
            values
                (:id, :email, :name, :occupation, :motivation, :use_case, :links, :source, :metadata::json, :created_at,
                 :approved_at, :joined_at)
            on conflict (email) do update
            set name = excluded.name, occupation = excluded.occupation, motivation = excluded.motivation,
                use_case = excluded.use_case, links = excluded.links, source = excluded.source,
                metadata = excluded.metadata
            returning *
            """;

    @Override
    public WaitlistEntry put(WaitlistEntry entry) {
        return database.asSystem(handle -> handle.createQuery(PUT)
                .bind("id", entry.id())
                .bind("email", entry.email().value())
                .bind("name", entry.name())
                .bind("occupation", entry.occupation())
                .bind("motivation", entry.motivation())
                .bind("use_case", entry.useCase())
                .bindArray("links", String.class, entry.links())
                .bind("source", entry.source())
                .bind("metadata", JsonColumn.write(entry.metadata()))
                .bind("created_at", Columns.timestamp(entry.createdAt()))
                .bind("approved_at", Columns.timestampOrNull(entry.approvedAt()))
                .bind("joined_at", Columns.timestampOrNull(entry.joinedAt()))
                .map((row, context) -> entry(row))
                .one());
    }

    @Override
    public Optional<WaitlistEntry> find(EmailAddress email) {
        return database.asSystem(handle -> handle.createQuery("select * from identity.waitlist where email = :email")
                .bind("email", email.value())
                .map((row, context) -> entry(row))
                .findOne());
    }

    private static final String PAGE = """
            select * from identity.waitlist
            where id > :after and not (:pending_only and (approved_at is not null or joined_at is not null))
            order by id
            limit :limit + 1
            """;

    @Override
    public Page<WaitlistEntry> page(boolean pendingOnly, Page.Request request) {
        List<WaitlistEntry> found = database.asSystem(handle -> handle.createQuery(PAGE)
                .bind("after", Objects.requireNonNullElse(request.after(), SMALLEST_ID))
                .bind("pending_only", pendingOnly)
                .bind("limit", request.limit())
                .map((row, context) -> entry(row))
                .list());
        boolean more = found.size() > request.limit();
        List<WaitlistEntry> items = more ? found.subList(0, request.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    @Override
    public Optional<WaitlistEntry> approve(UUID id, Instant now) {
        return database.asSystem(handle -> {
            Optional<WaitlistEntry> before = handle.createQuery(
                            "select * from identity.waitlist where id = :id for update")
                    .bind("id", id)
                    .map((row, context) -> entry(row))
                    .findOne();
            handle.execute(
                    "update identity.waitlist set approved_at = coalesce(approved_at, ?) where id = ?",
                    Columns.timestamp(now),
                    id);
            return before;
        });
    }

    @Override
    public void joined(EmailAddress email, Instant now) {
        database.asSystem(handle -> handle.execute(
                "update identity.waitlist set joined_at = ? where email = ?", Columns.timestamp(now), email.value()));
    }

    private static WaitlistEntry entry(ResultSet row) throws SQLException {
        return new WaitlistEntry(
                Columns.uuid(row, "id"),
                new EmailAddress(row.getString("email")),
                row.getString("name"),
                row.getString("occupation"),
                row.getString("motivation"),
                row.getString("use_case"),
                Columns.texts(row, "links"),
                row.getString("source"),
                JsonColumn.readObject(row.getString("metadata")),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "approved_at"),
                Columns.instantOrNull(row, "joined_at"));
    }
}
