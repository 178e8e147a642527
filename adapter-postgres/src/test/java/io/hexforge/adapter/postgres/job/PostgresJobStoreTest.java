package io.hexforge.adapter.postgres.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.job.JobStore;
import io.hexforge.ports.driven.job.JobStoreContract;
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

    @BeforeEach
    void empty() {
        database.asSystem(handle -> handle.execute("delete from job.jobs"));
    }

    @Override
    public JobStore jobs() {
        return new PostgresJobStore(database);
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
        database.asSystem(handle -> handle.execute(
                "update job.jobs set due_at = due_at - ? * interval '1 second', dead_at = dead_at - ? * interval '1"
                        + " second'",
                time.toSeconds(),
                time.toSeconds()));
    }

    @Test
    void no_user_sees_the_queue() {
        added(due());
        var actor = new Actor(UUID.randomUUID(), UUID.randomUUID(), null, Set.of(Scope.ALL), true);

        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> database.inActor(actor, handle -> handle.execute("select * from job.jobs")))
                .withMessageContaining("permission denied");
    }

    @Test
    void nothing_of_a_given_up_jobs_payload_is_left() {
        added(due());

        jobs().fail(claimed(), "hopeless", null);

        long left = database.asSystem(handle -> handle.createQuery(
                        "select count(*) from job.jobs where payload is not null or payload_key_id is not null")
                .mapTo(Long.class)
                .one());
        assertThat(left).isZero();
    }

    @Test
    void due_jobs_are_found_by_an_index() {
        database.asSystem(handle -> handle.execute("insert into job.jobs (id, kind, payload, payload_key_id, due_at)"
                + " select gen_random_uuid(), 'mail', '\\x00', 'k', now() + i * interval '1 second'"
                + " from generate_series(1, 20000) i"));
        List<String> plan = database.asSystem(handle -> handle.createQuery(
                        "explain select id from job.jobs where dead_at is null and due_at <= statement_timestamp()"
                                + " order by due_at limit 10 for update skip locked")
                .mapTo(String.class)
                .list());

        assertThat(String.join("\n", plan)).contains("jobs_due_at_idx");
    }
}
