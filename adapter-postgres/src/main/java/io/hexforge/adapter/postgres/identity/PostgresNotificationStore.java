package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.JsonColumn;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Notification;
import io.hexforge.domain.identity.NotificationKind;
import io.hexforge.ports.driven.identity.NotificationStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Notifications in `identity.notifications`. Whose they are is row security's matter, not that of the statements.
public final class PostgresNotificationStore implements NotificationStore {
    private static final UUID LARGEST_ID = new UUID(-1, -1);

    private final Database database;

    public PostgresNotificationStore(Database database) {
        this.database = database;
    }

    private static final String ADD = """
            insert into identity.notifications (id, user_id, kind, type, entity_id, summary, data, created_at, read_at)
            values (:id, :user_id, :kind, :type, :entity_id, :summary, :data::json, :created_at, :read_at::timestamptz)
            """;

    @Override
    public void add(Actor owner, Notification notification) {
        database.inActor(
                owner,
                handle -> handle.createUpdate(ADD)
                        .bind("id", notification.id())
                        .bind("user_id", notification.userId())
                        .bind("kind", notification.kind().wireName())
                        .bind("type", notification.type())
                        .bind("entity_id", notification.entityId())
                        .bind("summary", notification.summary())
                        .bind("data", JsonColumn.write(notification.data()))
                        .bind("created_at", Columns.timestamp(notification.createdAt()))
                        .bind("read_at", Columns.timestampOrNull(notification.readAt()))
                        .execute());
    }

    private static final String PAGE = """
            select * from identity.notifications
            where user_id = :user_id and id < :after and (read_at is null or not :unread_only)
            order by id desc
            limit :limit + 1
            """;

    @Override
    public Page<Notification> page(Actor actor, boolean unreadOnly, Page.Request request) {
        List<Notification> found = database.inActor(
                actor,
                handle -> handle.createQuery(PAGE)
                        .bind("user_id", actor.userId())
                        .bind("after", Objects.requireNonNullElse(request.after(), LARGEST_ID))
                        .bind("unread_only", unreadOnly)
                        .bind("limit", request.limit())
                        .map((row, context) -> notification(row))
                        .list());
        boolean more = found.size() > request.limit();
        List<Notification> items = more ? found.subList(0, request.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    private static final String MARK = """
            update identity.notifications set read_at = coalesce(read_at, :now)
            where user_id = :user_id and id = :id
            returning *
            """;

    @Override
    public Optional<Notification> markRead(Actor actor, UUID id, Instant now) {
        return database.inActor(
                actor,
                handle -> handle.createQuery(MARK)
                        .bind("user_id", actor.userId())
                        .bind("id", id)
                        .bind("now", Columns.timestamp(now))
                        .map((row, context) -> notification(row))
                        .findOne());
    }

    private static final String MARK_ALL = """
            update identity.notifications set read_at = :now where user_id = :user_id and read_at is null
            """;

    @Override
    public int markAllRead(Actor actor, Instant now) {
        return database.inActor(
                actor,
                handle -> handle.createUpdate(MARK_ALL)
                        .bind("user_id", actor.userId())
                        .bind("now", Columns.timestamp(now))
                        .execute());
    }

    private static final String UNREAD = """
            select count(*) from identity.notifications where user_id = :user_id and read_at is null
            """;

    @Override
    public long unread(Actor actor) {
        return database.inActor(
                actor,
                handle -> handle.createQuery(UNREAD)
                        .bind("user_id", actor.userId())
                        .mapTo(Long.class)
                        .one());
    }

    private static Notification notification(ResultSet row) throws SQLException {
        return new Notification(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "user_id"),
                NotificationKind.named(row.getString("kind")).orElse(NotificationKind.PRODUCT_UPDATES),
                row.getString("type"),
                row.getString("entity_id"),
                row.getString("summary"),
                JsonColumn.readObject(row.getString("data")),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "read_at"));
    }
}
