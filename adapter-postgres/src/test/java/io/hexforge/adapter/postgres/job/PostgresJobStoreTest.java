package io.hexforge.adapter.postgres.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.adapter.postgres.identity.PostgresJobData;
import io.hexforge.domain.job.Job;
import io.hexforge.domain.job.JobEnding;
import io.hexforge.domain.job.JobState;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.job.JobDirectory;
import io.hexforge.ports.driven.job.JobOversight;
import io.hexforge.ports.driven.job.JobStore;
import io.hexforge.ports.driven.job.JobStoreContract;
import io.hexforge.ports.driven.job.JobUpkeep;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresJobStoreTest implements JobStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @AutoClose
    private static final PostgresJobStore jobs = new PostgresJobStore(database);

    @BeforeEach
    void empty() {
        database.asSystem(handle ->
                handle.execute("delete from job.jobs; delete from job.ended; delete from job.idempotency_keys;"
                        + " delete from job.paused_kinds"));
    }

    @Override
    public JobStore jobs() {
        return jobs;
    }

    @Override
    public JobUpkeep upkeep() {
        return new PostgresJobOversight(database);
    }

    @Override
    public JobDirectory directory() {
        return new PostgresJobDirectory(database);
    }

    @Override
    public JobOversight oversight() {
        return new PostgresJobOversight(database);
    }

    @Override
    public Instant now() {
        return database.asSystem(handle -> handle.createQuery("select clock_timestamp()")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant());
    }

    /// The server's clock goes on by itself only, so all that is stored moves the other way.
    @Override
    public void pass(Duration time) {
        for (String change : List.of(
                "update job.jobs set due_at = due_at - s, rank_at = rank_at - s from (select ? * interval '1 second' s) t",
                "update job.ended set ended_at = ended_at - ? * interval '1 second'")) {
            database.asSystem(handle -> handle.execute(change, time.toSeconds()));
        }
    }

    @Test
    void a_user_sees_no_others_jobs_whatever_the_query_says() {
        added(due());
        Job own = added(ownDue(ADA));
        added(ownDue(BOB));
        Job ended = added(ownDue(ADA));
        directory().cancel(JobStoreContract.actor(ADA), ended.id());

        List<UUID> seen = database.inActor(
                JobStoreContract.actor(ADA),
                handle -> handle.createQuery("select id from job.jobs union all select id from job.ended")
                        .mapTo(UUID.class)
                        .list());

        assertThat(seen).containsExactlyInAnyOrder(own.id(), ended.id());
    }

    @Test
    void a_user_changes_no_job_past_the_directory() {
        Job own = added(ownDue(ADA));

        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> database.inActor(
                        JobStoreContract.actor(ADA),
                        handle -> handle.execute("delete from job.jobs where id = ?", own.id())))
                .withMessageContaining("permission denied");
    }

    @Test
    void jobs_are_handed_over_to_their_owner_and_go_with_it() {
        Job ended = added(owned(ADA, null, "key", 4, now()));
        directory().cancel(JobStoreContract.actor(ADA), ended.id());
        Job waiting = added(ownDue(ADA));
        Job bobs = added(ownDue(BOB));
        var data = new PostgresJobData(database);

        assertThat(data.records(ADA.userId(), "jobs", 0, 10))
                .extracting(job -> job.string("id").orElseThrow())
                .containsExactlyInAnyOrder(ended.id().toString(), waiting.id().toString());
        data.erase(ADA.userId(), Set.of());
        data.erase(ADA.userId(), Set.of());

        assertThat(data.records(ADA.userId(), "jobs", 0, 10)).isEmpty();
        assertThat(seen(bobs).state()).isEqualTo(JobState.QUEUED);
        data.erase(ADA.userId(), Set.of(BOB.tenantId()));
        assertThat(upkeep().count().waiting()).isZero();
    }

    @Test
    void another_node_hears_of_work() throws Exception {
        try (var other = new PostgresJobStore(database)) {
            // Ends when it has begun to listen.
            other.awaitWork(Duration.ofSeconds(25));
            added(due());

            long start = System.nanoTime();
            other.awaitWork(Duration.ofSeconds(25));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void nothing_of_a_given_up_jobs_payload_is_left() {
        added(due());

        jobs().settle(claimed(), new JobEnding.Failed("hopeless", false));

        long left = database.asSystem(handle -> handle.createQuery(
                        "select count(*) from job.ended where payload is not null or payload_key_id is not null")
                .mapTo(Long.class)
                .one());
        assertThat(left).isZero();
    }

    @Test
    void due_jobs_are_found_by_an_index() {
        database.asSystem(handle -> handle.execute("insert into job.jobs (id, kind, payload, payload_key_id, due_at,"
                + " rank_at) select gen_random_uuid(), 'mail', '\\x00', 'k', at, at"
                + " from generate_series(1, 20000) i, lateral (select now() + i * interval '1 second' as at) t"));
        List<String> plan = database.asSystem(handle -> handle.createQuery(
                        "explain select id from job.jobs where not parked and rank_at <= statement_timestamp()"
                                + " and due_at <= statement_timestamp() and tenant_id = :nobody order by rank_at limit 10")
                .bind("nobody", new UUID(0, 0))
                .mapTo(String.class)
                .list());

        assertThat(String.join("\n", plan)).contains("jobs_in_line");
    }
}
