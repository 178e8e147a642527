package io.hexforge.adapter.postgres.job;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Page;
import io.hexforge.domain.job.TrackedJob;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.job.JobOversight;
import io.hexforge.ports.driven.job.JobUpkeep;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jdbi.v3.core.Handle;

/// Looks after the tables of jobs.
public final class PostgresJobOversight implements JobOversight, JobUpkeep {
    private final Database database;

    public PostgresJobOversight(Database database) {
        this.database = database;
    }

    private static final String DEAD = """
            select *, false as cancelling from job.ended
            where state = 'failed' and (:after::uuid is null or id < :after::uuid)
            order by id desc
            limit :limit
            """;

    @Override
    public Page<TrackedJob> dead(Page.Request request) {
        List<TrackedJob> found = database.asSystem(handle -> handle.createQuery(DEAD)
                .bind("after", request.after())
                .bind("limit", request.limit() + 1)
                .map((row, context) -> JobRows.tracked(row))
                .list());
        return PostgresJobDirectory.cut(found, request);
    }

    private static final String REDRIVE = """
            with gone as (
                delete from job.ended e
                where id = :id and state = 'failed' and payload is not null and not exists (
                    select from job.jobs j
                    where j.kind = e.kind and j.tenant_id = e.tenant_id and j.user_id = e.user_id
                      and j.unique_key = e.unique_key)
                returning *)
            insert into job.jobs (id, kind, tenant_id, user_id, subject_id, unique_key, priority, payload,
                                  payload_key_id, due_at, rank_at, asked, answered, created_at, version)
            select id, kind, tenant_id, user_id, subject_id, unique_key, priority, payload, payload_key_id,
                   statement_timestamp(), statement_timestamp() - priority * interval '30 seconds', asked, answered,
                   created_at, version + 1
            from gone
            """;

    @Override
    public boolean redrive(UUID id) {
        return database.asSystem(
                handle -> handle.createUpdate(REDRIVE).bind("id", id).execute() == 1);
    }

    @Override
    public void pause(String kind) {
        database.asSystem(handle -> handle.createUpdate(
                        "insert into job.paused_kinds (kind) values (:kind) on conflict do nothing")
                .bind("kind", kind)
                .execute());
    }

    @Override
    public boolean resume(String kind) {
        return database.asSystem(handle -> handle.createUpdate("delete from job.paused_kinds where kind = :kind")
                        .bind("kind", kind)
                        .execute()
                == 1);
    }

    @Override
    public Map<String, Instant> paused() {
        var paused = new TreeMap<String, Instant>();
        database.asSystem(handle -> handle.createQuery("select kind, paused_at from job.paused_kinds")
                .map((row, context) -> {
                    paused.put(row.getString("kind"), Columns.instant(row, "paused_at"));
                    return row.getString("kind");
                })
                .list());
        return paused;
    }

    private static final String COUNT = """
            select count(*) as waiting,
                   (select count(*) from job.ended where state = 'failed') as dead,
                   coalesce((1e6 * extract(epoch from statement_timestamp() - min(due_at)
                           filter (where not parked and due_at <= statement_timestamp()
                                     and kind not in (select kind from job.paused_kinds))))::bigint, 0) as lag_us
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
    public int forget(Instant limit) {
        return database.asSystem(handle -> {
            handle.execute(
                    "delete from job.idempotency_keys where created_at < statement_timestamp() - interval '1 day'");
            return handle.createUpdate("delete from job.ended where ended_at < :limit")
                    .bind("limit", Columns.timestamp(limit))
                    .execute();
        });
    }

    @Override
    public int reseal(String keyId, BiFunction<UUID, SealedSecret, SealedSecret> anew) {
        return database.asSystem(
                handle -> reseal(handle, "job.jobs", keyId, anew) + reseal(handle, "job.ended", keyId, anew));
    }

    private static int reseal(
            Handle handle, String table, String keyId, BiFunction<UUID, SealedSecret, SealedSecret> anew) {
        record Stale(UUID id, SealedSecret payload) {}
        List<Stale> stale = handle.createQuery("select id, payload, payload_key_id from " + table
                        + " where payload_key_id <> :key_id order by id for update")
                .bind("key_id", keyId)
                .map((row, context) -> new Stale(
                        Columns.uuid(row, "id"),
                        new SealedSecret(row.getString("payload_key_id"), row.getBytes("payload"))))
                .list();
        for (Stale one : stale) {
            SealedSecret fresh = anew.apply(one.id(), one.payload());
            handle.createUpdate("update " + table
                            + " set payload = :payload, payload_key_id = :payload_key_id where id = :id")
                    .bind("id", one.id())
                    .bind("payload", fresh.bytes())
                    .bind("payload_key_id", fresh.keyId())
                    .execute();
        }
        return stale.size();
    }
}
