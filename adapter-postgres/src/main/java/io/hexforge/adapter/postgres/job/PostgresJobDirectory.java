package io.hexforge.adapter.postgres.job;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.job.JobState;
import io.hexforge.domain.job.TrackedJob;
import io.hexforge.ports.driven.job.JobDirectory;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/// Jobs as their owners see them: row security hides the others.
public final class PostgresJobDirectory implements JobDirectory {
    private static final String OWN = "tenant_id = :tenant_id and user_id = :user_id";
    private static final String RUNS = "token is not null and due_at > statement_timestamp()";

    private final Database database;

    public PostgresJobDirectory(Database database) {
        this.database = database;
    }

    @Override
    public Optional<TrackedJob> find(Actor actor, UUID id) {
        return database.inActor(
                actor,
                handle -> handle.createQuery("select * from (" + JobRows.TRACKED + ") t where id = :id")
                        .bind("id", id)
                        .map((row, context) -> JobRows.tracked(row))
                        .findFirst());
    }

    private static final String PAGE = """
            select * from (%s) t
            where (:after::uuid is null or id < :after::uuid) and (:state::text is null or state = :state::text)
              and (:kind::text is null or kind = :kind::text) and (:subject::uuid is null or subject_id = :subject::uuid)
            order by id desc
            limit :limit
            """.formatted(JobRows.TRACKED);

    @Override
    public Page<TrackedJob> page(Actor actor, Filter filter, Page.Request request) {
        JobState state = filter.state();
        List<TrackedJob> found = database.inActor(
                actor,
                handle -> handle.createQuery(PAGE)
                        .bind("after", request.after())
                        .bind("state", state == null ? null : state.wireName())
                        .bind("kind", filter.kind())
                        .bind("subject", filter.subjectId())
                        .bind("limit", request.limit() + 1)
                        .map((row, context) -> JobRows.tracked(row))
                        .list());
        return cut(found, request);
    }

    /// {@return the page that is wanted, of one item more}
    static Page<TrackedJob> cut(List<TrackedJob> found, Page.Request request) {
        return found.size() <= request.limit()
                ? new Page<>(found, null)
                : new Page<>(
                        found.subList(0, request.limit()),
                        found.get(request.limit() - 1).id());
    }

    private static final String MARK = """
            update job.jobs
            set cancel_requested_at = coalesce(cancel_requested_at, statement_timestamp()), version = version + 1
            where id = :id and %s and %s
            """.formatted(OWN, RUNS);

    private static final String END = JobRows.end(OWN + " and not coalesce(" + RUNS + ", false)");

    /// Twice, as a worker may take the job in between.
    @Override
    public boolean cancel(Actor actor, UUID id) {
        return database.asSystem(handle -> change(handle, MARK, actor, id)
                || end(handle, actor, id)
                || change(handle, MARK, actor, id)
                || end(handle, actor, id));
    }

    private static boolean end(Handle handle, Actor actor, UUID id) {
        return handle.createUpdate(END)
                        .bind("id", id)
                        .bind("tenant_id", actor.tenantId())
                        .bind("user_id", actor.userId())
                        .bind("state", JobState.CANCELLED.wireName())
                        .bind("output", (String) null)
                        .bind("reason", (String) null)
                        .bind("keep", true)
                        .execute()
                == 1;
    }

    private static final String RESPOND = """
            update job.jobs
            set answered = answered || :answer::text, parked = false, attempts = 0, due_at = statement_timestamp(),
                rank_at = statement_timestamp() - priority * interval '30 seconds', version = version + 1
            where id = :id and parked and tenant_id = :tenant_id and user_id = :user_id
            """;

    @Override
    public boolean respond(Actor actor, UUID id, String answer) {
        return database.asSystem(handle -> handle.createUpdate(RESPOND)
                        .bind("id", id)
                        .bind("tenant_id", actor.tenantId())
                        .bind("user_id", actor.userId())
                        .bind("answer", answer)
                        .execute()
                == 1);
    }

    @Override
    public boolean delete(Actor actor, UUID id) {
        return database.asSystem(
                handle -> change(handle, "delete from job.ended where id = :id and " + OWN, actor, id));
    }

    private static boolean change(Handle handle, String sql, Actor actor, UUID id) {
        return handle.createUpdate(sql)
                        .bind("id", id)
                        .bind("tenant_id", actor.tenantId())
                        .bind("user_id", actor.userId())
                        .execute()
                == 1;
    }
}
