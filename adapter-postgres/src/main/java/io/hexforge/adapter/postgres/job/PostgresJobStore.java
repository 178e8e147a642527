package io.hexforge.adapter.postgres.job;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.job.JobEnding;
import io.hexforge.domain.job.JobProgress;
import io.hexforge.domain.job.JobState;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.job.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The queue in `job.jobs`. A lease is a due time in the future: one index finds both what waits and what was
/// lost.
public final class PostgresJobStore implements JobStore, AutoCloseable {
    private static final int ATTEMPTS = 5;

    private final Database database;
    private final JobSignal signal;

    public PostgresJobStore(Database database) {
        this.database = database;
        this.signal = new JobSignal(database);
    }

    private static final String ADD = """
            insert into job.jobs (id, kind, tenant_id, user_id, subject_id, unique_key, priority, payload,
                                  payload_key_id, due_at, rank_at)
            values (:id, :kind, :tenant_id, :user_id, :subject_id::uuid, :unique_key, :priority, :payload, :payload_key_id,
                    :due_at, :rank_at)
            on conflict do nothing
            """;

    private static final String TAKE_KEY = """
            insert into job.idempotency_keys as known (tenant_id, user_id, kind, key, job_id)
            values (:tenant_id, :user_id, :kind, :key, :id)
            on conflict (tenant_id, user_id, kind, key) do update
            set job_id = excluded.job_id, created_at = statement_timestamp()
            where known.created_at < statement_timestamp() - interval '1 day'
            """;

    private static final String KEY_HOLDER = """
            select job_id from job.idempotency_keys
            where tenant_id = :tenant_id and user_id = :user_id and kind = :kind and key = :key
            """;

    private static final String HAND_KEY = """
            update job.idempotency_keys set job_id = :id
            where tenant_id = :tenant_id and user_id = :user_id and kind = :kind and key = :key
            """;

    private static final String STANDING = """
            select id from job.jobs
            where id = :id
               or (kind = :kind and tenant_id = :tenant_id and user_id = :user_id and unique_key = :unique_key)
            """;

    @Override
    public Optional<UUID> add(Job job) {
        Optional<UUID> standing = database.asSystem(handle -> add(handle, job));
        if (standing.isEmpty()) {
            signal.added();
        }
        return standing;
    }

    private static Optional<UUID> add(Handle handle, Job job) {
        UUID tenant = JobRows.tenant(job.owner());
        UUID user = JobRows.user(job.owner());
        String key = job.idempotencyKey();
        if (key != null && key(handle, TAKE_KEY, tenant, user, job, key, job.id()) == 0) {
            return handle.createQuery(KEY_HOLDER)
                    .bind("tenant_id", tenant)
                    .bind("user_id", user)
                    .bind("kind", job.kind())
                    .bind("key", key)
                    .mapTo(UUID.class)
                    .findOne();
        }
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (insert(handle, job, tenant, user)) {
                return Optional.empty();
            }
            Optional<UUID> standing = handle.createQuery(STANDING)
                    .bind("id", job.id())
                    .bind("kind", job.kind())
                    .bind("tenant_id", tenant)
                    .bind("user_id", user)
                    .bind("unique_key", job.uniqueKey())
                    .mapTo(UUID.class)
                    .findFirst();
            if (standing.isPresent()) {
                if (key != null) {
                    key(handle, HAND_KEY, tenant, user, job, key, standing.get());
                }
                return standing;
            }
        }
        throw new PortException(Kind.UNAVAILABLE, "jobs with one unique key kept coming and going", null);
    }

    private static int key(Handle handle, String sql, UUID tenant, UUID user, Job job, String key, UUID id) {
        return handle.createUpdate(sql)
                .bind("tenant_id", tenant)
                .bind("user_id", user)
                .bind("kind", job.kind())
                .bind("key", key)
                .bind("id", id)
                .execute();
    }

    private static boolean insert(Handle handle, Job job, UUID tenant, UUID user) {
        return handle.createUpdate(ADD)
                        .bind("id", job.id())
                        .bind("kind", job.kind())
                        .bind("tenant_id", tenant)
                        .bind("user_id", user)
                        .bind("subject_id", job.subjectId())
                        .bind("unique_key", job.uniqueKey())
                        .bind("priority", job.priority())
                        .bind("payload", job.payload().bytes())
                        .bind("payload_key_id", job.payload().keyId())
                        .bind("due_at", Columns.timestamp(job.dueAt()))
                        .bind("rank_at", Columns.timestamp(job.rank(job.dueAt())))
                        .execute()
                == 1;
    }

    /// Claimers take turns, so that bounds hold over all nodes; a node that freezes meanwhile loses its turn. A
    /// claim that is lost with the server's memory was never made, hence no wait for the disk: tokens are not
    /// counted but drawn.
    private static final String TAKE_TURN = """
            select set_config('synchronous_commit', 'off', true),
                   set_config('idle_in_transaction_session_timeout', '5s', true),
                   pg_advisory_xact_lock(hashtext('job.claim'))::text
            """;

    /// `lines` hops through the index from tenant to tenant; from each, the first in line are candidates.
    private static final String CLAIM = """
            with recursive lines as (
                (select tenant_id from job.jobs where not parked order by tenant_id limit 1)
                union all
                select (select j.tenant_id from job.jobs j where not j.parked and j.tenant_id > lines.tenant_id
                        order by j.tenant_id limit 1)
                from lines where lines.tenant_id is not null),
            busy as (
                select tenant_id, count(*) as running from job.jobs
                where token is not null and due_at > statement_timestamp()
                group by tenant_id),
            candidates as (
                select next.id, next.rank_at,
                       coalesce(busy.running, 0)
                           + row_number() over (partition by lines.tenant_id order by next.rank_at) as turn
                from lines left join busy on busy.tenant_id = lines.tenant_id
                cross join lateral (
                    select j.id, j.rank_at from job.jobs j
                    where j.tenant_id = lines.tenant_id and not j.parked
                      and j.rank_at <= statement_timestamp() and j.due_at <= statement_timestamp()
                      and j.kind = any (:kinds) and j.kind not in (select kind from job.paused_kinds)
                    order by j.rank_at
                    limit case when lines.tenant_id = :nobody then :limit
                               else greatest(0, least(:limit, :per_tenant - coalesce(busy.running, 0))) end) next
                where lines.tenant_id is not null
                order by turn, rank_at
                limit :limit),
            chosen as (
                select j.id, c.turn, c.rank_at, j.due_at as was_due
                from candidates c join job.jobs j on j.id = c.id
                where j.due_at <= statement_timestamp() and not j.parked
                for update of j skip locked)
            update job.jobs j
            set attempts = attempts + 1, token = hashtextextended(gen_random_uuid()::text, 0),
                due_at = statement_timestamp() + :lease * interval '1 second',
                started_at = coalesce(started_at, statement_timestamp()), version = version + 1
            from chosen
            where j.id = chosen.id
            returning j.*, chosen.turn, chosen.rank_at as line, chosen.was_due
            """;

    @Override
    public List<Claim> claim(Set<String> kinds, Duration lease, int perTenant, int limit) {
        record Chosen(Claim claim, long turn, Instant line) {}
        return database.asSystem(handle -> {
            handle.execute(TAKE_TURN);
            return handle
                    .createQuery(CLAIM)
                    .bindArray("kinds", String.class, kinds.toArray())
                    .bind("lease", JobRows.seconds(lease))
                    .bind("nobody", JobRows.NOBODY)
                    .bind("per_tenant", perTenant)
                    .bind("limit", limit)
                    .map((row, context) ->
                            new Chosen(JobRows.claim(row), row.getLong("turn"), Columns.instant(row, "line")))
                    .stream()
                    .sorted(Comparator.comparingLong(Chosen::turn).thenComparing(Chosen::line))
                    .map(Chosen::claim)
                    .toList();
        });
    }

    /// A lease is prolonged when a third of it is over: what runs is not written to twice a second.
    private static final String PULSE = """
            with beat as (
                select * from unnest(:ids, :tokens, :progress, :messages) as b (id, token, progress, message)),
            renewed as (
                update job.jobs j
                set due_at = statement_timestamp() + :lease * interval '1 second',
                    progress = case when b.progress < 0 then j.progress else b.progress end,
                    message = case when b.progress < 0 then j.message else nullif(b.message, '') end,
                    version = j.version + case when b.progress < 0 then 0 else 1 end
                from beat b
                where j.id = b.id and j.token = b.token
                  and (b.progress >= 0 or j.due_at < statement_timestamp() + :lease * interval '0.667 second'))
            select j.id, j.cancel_requested_at is not null as cancelled
            from job.jobs j join beat b on j.id = b.id and j.token = b.token
            """;

    @Override
    public Pulse pulse(List<Beat> running, Duration lease) {
        var held = new HashSet<UUID>();
        var cancelled = new HashSet<UUID>();
        database.asSystem(handle -> handle.createQuery(PULSE)
                .bindArray(
                        "ids",
                        UUID.class,
                        running.stream().map(beat -> beat.claim().job().id()).toArray())
                .bindArray(
                        "tokens",
                        Long.class,
                        running.stream().map(beat -> beat.claim().token()).toArray())
                .bindArray(
                        "progress",
                        Integer.class,
                        running.stream().map(beat -> percent(beat.progress())).toArray())
                .bindArray(
                        "messages",
                        String.class,
                        running.stream().map(beat -> message(beat.progress())).toArray())
                .bind("lease", JobRows.seconds(lease))
                .map((row, context) -> {
                    UUID id = Columns.uuid(row, "id");
                    held.add(id);
                    if (row.getBoolean("cancelled")) {
                        cancelled.add(id);
                    }
                    return id;
                })
                .list());
        return new Pulse(held, cancelled);
    }

    private static int percent(@Nullable JobProgress progress) {
        return progress == null ? -1 : progress.percent();
    }

    private static String message(@Nullable JobProgress progress) {
        return progress == null ? "" : Objects.requireNonNullElse(progress.message(), "");
    }

    private static final String COMPLETE = "delete from job.jobs where id = :id and token = :token";

    private static final String AGAIN = """
            update job.jobs
            set due_at = statement_timestamp() + :delay * interval '1 second', token = null,
                rank_at = statement_timestamp() + :delay * interval '1 second' - priority * interval '30 seconds',
                attempts = attempts - :uncounted, last_error = coalesce(:reason, last_error),
                parked = :question::text is not null,
                asked = case when :question::text is null then asked else asked || :question::text end,
                version = version + 1
            where id = :id and token = :token and cancel_requested_at is null
            """;

    @Override
    public boolean settle(Claim claim, JobEnding ending) {
        boolean owned = claim.job().owner() != null;
        return database.asSystem(handle -> switch (ending) {
            case JobEnding.Completed(String output) ->
                owned ? end(handle, claim, JobState.COMPLETED, output, null, true) : complete(handle, claim);
            case JobEnding.Failed(String reason, boolean keep) ->
                end(handle, claim, JobState.FAILED, null, reason, owned || keep);
            case JobEnding.Cancelled() -> end(handle, claim, JobState.CANCELLED, null, null, owned);
            case JobEnding.Retry(String reason, Duration after) -> again(handle, claim, after, reason, null, 0);
            case JobEnding.Waiting(String question) -> again(handle, claim, Duration.ZERO, null, question, 0);
            case JobEnding.GivenBack() -> again(handle, claim, Duration.ZERO, null, null, 1);
        });
    }

    private static boolean complete(Handle handle, Claim claim) {
        return handle.createUpdate(COMPLETE)
                        .bind("id", claim.job().id())
                        .bind("token", claim.token())
                        .execute()
                == 1;
    }

    private static boolean again(
            Handle handle,
            Claim claim,
            Duration after,
            @Nullable String reason,
            @Nullable String question,
            int uncounted) {
        int changed = handle.createUpdate(AGAIN)
                .bind("id", claim.job().id())
                .bind("token", claim.token())
                .bind("delay", JobRows.seconds(after))
                .bind("reason", reason)
                .bind("question", question)
                .bind("uncounted", uncounted)
                .execute();
        return changed == 1 || end(handle, claim, JobState.CANCELLED, null, reason, true);
    }

    private static boolean end(
            Handle handle,
            Claim claim,
            JobState state,
            @Nullable String output,
            @Nullable String reason,
            boolean keepInput) {
        return handle.createUpdate(JobRows.end("token = :token"))
                        .bind("id", claim.job().id())
                        .bind("token", claim.token())
                        .bind("state", state.wireName())
                        .bind("output", output)
                        .bind("reason", reason)
                        .bind("keep", keepInput)
                        .execute()
                == 1;
    }

    @Override
    public void awaitWork(Duration most) throws InterruptedException {
        signal.await(most);
    }

    @Override
    public void close() {
        signal.close();
    }
}
