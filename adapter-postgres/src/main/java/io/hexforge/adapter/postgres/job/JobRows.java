package io.hexforge.adapter.postgres.job;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.job.JobOwner;
import io.hexforge.domain.job.JobProgress;
import io.hexforge.domain.job.JobState;
import io.hexforge.domain.job.TrackedJob;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.job.JobStore.Claim;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How jobs stand in `job.jobs` and `job.ended`.
final class JobRows {
    /// Stands for the tenant and the user of the system's own jobs.
    static final UUID NOBODY = new UUID(0, 0);

    private JobRows() {}

    /// What both tables can tell a person, in one shape.
    static final String TRACKED = """
            select id, kind, tenant_id, user_id, subject_id, priority, attempts, payload, payload_key_id, progress,
                   message, asked, answered, null as output, last_error, created_at, started_at,
                   null::timestamptz as ended_at, version, cancel_requested_at is not null as cancelling,
                   case when parked then 'waiting_for_input'
                        when token is not null and due_at > statement_timestamp() then 'running'
                        else 'queued' end as state
            from job.jobs
            union all
            select id, kind, tenant_id, user_id, subject_id, priority, attempts, payload, payload_key_id, progress,
                   message, asked, answered, output, last_error, created_at, started_at, ended_at, version, false, state
            from job.ended
            """;

    /// {@return the statement that takes the job `:id` out of the queue, if `condition` holds}
    static String end(String condition) {
        return """
                with gone as (delete from job.jobs where id = :id and %s returning *),
                told as (
                    select *, case when cancel_requested_at is null then :state else 'cancelled' end as state from gone)
                insert into job.ended (id, kind, tenant_id, user_id, subject_id, unique_key, priority, state, payload,
                                       payload_key_id, attempts, progress, message, asked, answered, output, last_error,
                                       created_at, started_at, ended_at, version)
                select id, kind, tenant_id, user_id, subject_id, unique_key, priority, state,
                       case when :keep then payload end, case when :keep then payload_key_id end, attempts,
                       case when state = 'completed' then 100 else progress end, message, asked, answered,
                       case when state = 'completed' then :output end, coalesce(:reason, last_error), created_at,
                       started_at, statement_timestamp(), version + 1
                from told
                """.formatted(condition);
    }

    static UUID tenant(@Nullable JobOwner owner) {
        return owner == null ? NOBODY : owner.tenantId();
    }

    static UUID user(@Nullable JobOwner owner) {
        return owner == null ? NOBODY : owner.userId();
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    static Claim claim(ResultSet row) throws SQLException {
        var payload = new SealedSecret(row.getString("payload_key_id"), row.getBytes("payload"));
        var job = new Job(
                Columns.uuid(row, "id"),
                row.getString("kind"),
                owner(row),
                Columns.uuidOrNull(row, "subject_id"),
                row.getString("unique_key"),
                null,
                row.getInt("priority"),
                payload,
                Columns.instant(row, "was_due"));
        return new Claim(
                job,
                row.getInt("attempts"),
                row.getLong("token"),
                row.getObject("cancel_requested_at") != null,
                Columns.texts(row, "asked"),
                Columns.texts(row, "answered"));
    }

    static TrackedJob tracked(ResultSet row) throws SQLException {
        byte[] payload = row.getBytes("payload");
        String state = row.getString("state");
        Instant endedAt = Columns.instantOrNull(row, "ended_at");
        return new TrackedJob(
                Columns.uuid(row, "id"),
                row.getString("kind"),
                owner(row),
                Columns.uuidOrNull(row, "subject_id"),
                row.getInt("priority"),
                JobState.named(state).orElseThrow(() -> new IllegalStateException("unknown state " + state)),
                row.getInt("attempts"),
                payload == null ? null : new SealedSecret(row.getString("payload_key_id"), payload),
                new JobProgress(row.getInt("progress"), row.getString("message")),
                Columns.texts(row, "asked"),
                Columns.texts(row, "answered"),
                row.getString("output"),
                row.getString("last_error"),
                row.getBoolean("cancelling"),
                Columns.instant(row, "created_at"),
                Columns.instantOrNull(row, "started_at"),
                endedAt,
                row.getLong("version"));
    }

    private static @Nullable JobOwner owner(ResultSet row) throws SQLException {
        UUID user = Columns.uuid(row, "user_id");
        return user.equals(NOBODY) ? null : new JobOwner(Columns.uuid(row, "tenant_id"), user);
    }
}
