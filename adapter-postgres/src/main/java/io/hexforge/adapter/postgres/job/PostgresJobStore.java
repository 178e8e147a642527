package io.hexforge.adapter.postgres.job;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.job.JobStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Jobs in `job.jobs`. A lease is a due time in the future: one index finds both what waits and what was lost.
public final class PostgresJobStore implements JobStore {
    private final Database database;

    public PostgresJobStore(Database database) {
        this.database = database;
    }

    private static final String ADD = """
            insert into job.jobs (id, kind, unique_key, payload, payload_key_id, due_at)
            values (:id, :kind, :unique_key, :payload, :payload_key_id, :due_at)
            on conflict do nothing
            """;

    @Override
    public boolean add(Job job) {
        return database.asSystem(handle -> handle.createUpdate(ADD)
                        .bind("id", job.id())
                        .bind("kind", job.kind())
                        .bind("unique_key", job.uniqueKey())
                        .bind("payload", job.payload().bytes())
                        .bind("payload_key_id", job.payload().keyId())
                        .bind("due_at", Columns.timestamp(job.dueAt()))
                        .execute()
                == 1);
    }

    private static final String CLAIM = """
            with due as (
                select id, due_at from job.jobs
                where dead_at is null and due_at <= statement_timestamp() and kind = any (:kinds)
                order by due_at
                limit :limit
                for update skip locked)
            update job.jobs j
            set attempts = attempts + 1, due_at = statement_timestamp() + :lease * interval '1 second'
            from due
            where j.id = due.id
            returning j.id, j.kind, j.unique_key, j.payload, j.payload_key_id, j.attempts, due.due_at
            """;

    @Override
    public List<Claim> claim(Set<String> kinds, Duration lease, int limit) {
        return database.asSystem(handle -> handle
                .createQuery(CLAIM)
                .bindArray("kinds", String.class, kinds.toArray())
                .bind("lease", seconds(lease))
                .bind("limit", limit)
                .map((row, context) -> claim(row))
                .stream()
                .sorted(Comparator.comparing(claim -> claim.job().dueAt()))
                .toList());
    }

    private static final String COMPLETE =
            "delete from job.jobs where id = :id and attempts = :attempt and dead_at is null";

    @Override
    public boolean complete(Claim claim) {
        return database.asSystem(handle -> handle.createUpdate(COMPLETE)
                        .bind("id", claim.job().id())
                        .bind("attempt", claim.attempt())
                        .execute()
                == 1);
    }

    private static final String RETRY = """
            update job.jobs
            set due_at = statement_timestamp() + :delay * interval '1 second', last_error = :reason
            where id = :id and attempts = :attempt and dead_at is null
            """;

    private static final String BURY = """
            update job.jobs
            set dead_at = statement_timestamp(), payload = null, payload_key_id = null, last_error = :reason
            where id = :id and attempts = :attempt and dead_at is null
            """;

    @Override
    public boolean fail(Claim claim, String reason, @Nullable Duration retryAfter) {
        return database.asSystem(handle -> {
            var update = handle.createUpdate(retryAfter == null ? BURY : RETRY)
                    .bind("id", claim.job().id())
                    .bind("attempt", claim.attempt())
                    .bind("reason", reason);
            return (retryAfter == null ? update : update.bind("delay", seconds(retryAfter))).execute() == 1;
        });
    }

    private static final String COUNT = """
            select count(*) filter (where dead_at is null) as waiting,
                   count(*) filter (where dead_at is not null) as dead,
                   coalesce((1e6 * extract(epoch from statement_timestamp() - min(due_at)
                           filter (where dead_at is null and due_at <= statement_timestamp())))::bigint, 0) as lag_us
            from job.jobs
            """;

    @Override
    public Counts count() {
        return database.asSystem(handle -> handle.createQuery(COUNT)
                .map((row, context) -> new Counts(
                        row.getLong("waiting"),
                        row.getLong("dead"),
                        Duration.of(row.getLong("lag_us"), ChronoUnit.MICROS)))
                .one());
    }

    @Override
    public int forgetDead(Instant limit) {
        return database.asSystem(handle -> handle.createUpdate("delete from job.jobs where dead_at < :limit")
                .bind("limit", Columns.timestamp(limit))
                .execute());
    }

    private static final String STALE = """
            select * from job.jobs where payload_key_id <> :key_id order by id for update
            """;

    private static final String RESEAL = """
            update job.jobs set payload = :payload, payload_key_id = :payload_key_id where id = :id
            """;

    @Override
    public int reseal(String keyId, Function<Job, SealedSecret> anew) {
        return database.asSystem(handle -> {
            List<Job> stale = handle.createQuery(STALE)
                    .bind("key_id", keyId)
                    .map((row, context) -> claim(row).job())
                    .list();
            for (Job job : stale) {
                SealedSecret fresh = anew.apply(job);
                handle.createUpdate(RESEAL)
                        .bind("id", job.id())
                        .bind("payload", fresh.bytes())
                        .bind("payload_key_id", fresh.keyId())
                        .execute();
            }
            return stale.size();
        });
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static Claim claim(ResultSet row) throws SQLException {
        var payload = new SealedSecret(row.getString("payload_key_id"), row.getBytes("payload"));
        var job = new Job(
                Columns.uuid(row, "id"),
                row.getString("kind"),
                row.getString("unique_key"),
                payload,
                Columns.instant(row, "due_at"));
        return new Claim(job, row.getInt("attempts"));
    }
}
