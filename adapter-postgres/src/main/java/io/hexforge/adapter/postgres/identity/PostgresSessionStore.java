package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.Session;
import io.hexforge.ports.driven.identity.SessionStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// Sessions in `identity.sessions`.
public final class PostgresSessionStore implements SessionStore {
    private final Database database;

    public PostgresSessionStore(Database database) {
        this.database = database;
    }

    private static final String INSERT = """
            insert into identity.sessions
                (id, tenant_id, user_id, methods, user_agent, ip, created_at, authenticated_at, generation, token_hash,
                 salt, rotated_at, epoch)
            values
                (:id, :tenant_id, :user_id, :methods, :user_agent, :ip, :created_at, :authenticated_at, :generation,
                 :token_hash, :salt, :rotated_at, :epoch)
            """;

    private static final String SURPLUS = """
            select id from identity.sessions
            where user_id = :user_id and ended_at is null
            order by rotated_at desc, id desc
            offset :most
            """;

    private static final String END_THOSE = """
            update identity.sessions
            set ended_at = :now, refused_at = :now, end_reason = :why
            where id = any(:ids) and ended_at is null
            returning id
            """;

    @Override
    public List<UUID> add(Session session, int most) {
        return database.asSystem(handle -> {
            new SessionRow(session).bindTo(handle.createUpdate(INSERT)).execute();
            List<UUID> surplus = handle.createQuery(SURPLUS)
                    .bind("user_id", session.userId())
                    .bind("most", most)
                    .mapTo(UUID.class)
                    .list();
            // An update of no row would make all nodes look, too.
            return surplus.isEmpty()
                    ? surplus
                    : handle.createQuery(END_THOSE)
                            .bindArray("ids", UUID.class, surplus)
                            .bind("why", EndReason.TOO_MANY.wireName())
                            .bind("now", Columns.timestamp(session.createdAt()))
                            .mapTo(UUID.class)
                            .list();
        });
    }

    private static final String FIND = "select * from identity.sessions where id = :id";

    @Override
    public Optional<Session> find(UUID id) {
        return database.asSystem(handle -> handle.createQuery(FIND)
                .bind("id", id)
                .map(PostgresSessionStore::session)
                .findOne());
    }

    private static final String LIST = """
            select * from identity.sessions where user_id = :user_id and ended_at is null order by rotated_at desc
            """;

    @Override
    public List<Session> list(Actor actor) {
        return database.inActor(
                actor,
                handle -> handle.createQuery(LIST)
                        .bind("user_id", actor.userId())
                        .map(PostgresSessionStore::session)
                        .list());
    }

    private static final String SAVE = """
            update identity.sessions
            set methods = :methods, user_agent = :user_agent, ip = :ip, authenticated_at = :authenticated_at,
                generation = :generation, token_hash = :token_hash, rotated_at = :rotated_at
            where id = :id and ended_at is null and generation = :expected_generation and epoch = :expected_epoch
              and authenticated_at = :expected_authenticated_at
            """;

    /// Only this touches `refused_at`, which makes all nodes look: refreshes are many.
    private static final String SAVE_REGRANTED = SAVE.replace(
            "set methods", "set tenant_id = :tenant_id, epoch = :epoch, refused_at = :refused_at, methods");

    @Override
    public boolean save(Session changed, Session expected) {
        String save = changed.epoch() == expected.epoch() ? SAVE : SAVE_REGRANTED;
        return database.asSystem(handle -> new SessionRow(changed)
                        .bindTo(handle.createUpdate(save))
                        .bind("expected_generation", expected.generation())
                        .bind("expected_epoch", expected.epoch())
                        .bind("expected_authenticated_at", Columns.timestamp(expected.authenticatedAt()))
                        .execute()
                == 1);
    }

    private static final String END = """
            update identity.sessions
            set ended_at = :now, refused_at = :now, end_reason = :why
            where id = :id and ended_at is null
            """;

    @Override
    public Optional<Session> end(UUID id, EndReason why, Instant now) {
        return database.asSystem(handle -> {
            Optional<Session> before = handle.createQuery(FIND + " and ended_at is null for update")
                    .bind("id", id)
                    .map(PostgresSessionStore::session)
                    .findOne();
            if (before.isPresent()) {
                handle.createUpdate(END)
                        .bind("id", id)
                        .bind("why", why.wireName())
                        .bind("now", Columns.timestamp(now))
                        .execute();
            }
            return before;
        });
    }

    private static final String END_ALL = """
            update identity.sessions
            set ended_at = :now, refused_at = :now, end_reason = :why
            where user_id = :user_id and ended_at is null and id is distinct from :except::uuid
            returning id
            """;

    @Override
    public List<UUID> endAll(UUID userId, @Nullable UUID except, EndReason why, Instant now) {
        return database.asSystem(handle -> handle.createQuery(END_ALL)
                .bind("user_id", userId)
                .bind("except", except)
                .bind("why", why.wireName())
                .bind("now", Columns.timestamp(now))
                .mapTo(UUID.class)
                .list());
    }

    private static final String REGRANT = """
            update identity.sessions
            set epoch = epoch + 1, refused_at = :now
            where user_id = :user_id and ended_at is null
            returning id, epoch
            """;

    @Override
    public Map<UUID, Integer> regrant(UUID userId, Instant now) {
        return epochs(database.asSystem(handle -> handle.createQuery(REGRANT)
                .bind("user_id", userId)
                .bind("now", Columns.timestamp(now))
                .map((row, context) -> Map.entry(Columns.uuid(row, "id"), row.getInt("epoch")))
                .list()));
    }

    private static final String REFUSED = """
            select id, case when ended_at is null then epoch else :ended end as epoch
            from identity.sessions
            where refused_at >= :since
            """;

    @Override
    public Map<UUID, Integer> refusedSince(Instant since) {
        return epochs(database.asSystem(handle -> handle.createQuery(REFUSED)
                .bind("ended", Session.ENDED)
                .bind("since", Columns.timestamp(since))
                .map((row, context) -> Map.entry(Columns.uuid(row, "id"), row.getInt("epoch")))
                .list()));
    }

    private static final String VERSION = "select version from identity.versions where name = 'sessions'";

    @Override
    public long version() {
        return database.asSystem(
                handle -> handle.createQuery(VERSION).mapTo(Long.class).one());
    }

    private static final String FORGET = """
            delete from identity.sessions where coalesce(ended_at, rotated_at) < :end
            """;

    @Override
    public int forgetBefore(Instant end) {
        return database.asSystem(handle ->
                handle.createUpdate(FORGET).bind("end", Columns.timestamp(end)).execute());
    }

    private static Session session(ResultSet row, StatementContext context) throws SQLException {
        return SessionRow.of(row).session();
    }

    private static Map<UUID, Integer> epochs(List<Map.Entry<UUID, Integer>> rows) {
        var epochs = new HashMap<UUID, Integer>();
        rows.forEach(row -> epochs.put(row.getKey(), row.getValue()));
        return Map.copyOf(epochs);
    }
}
