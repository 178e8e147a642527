package io.hexforge.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.postgres.job.PostgresJobOversight;
import io.hexforge.adapter.postgres.job.PostgresJobStore;
import io.hexforge.domain.Page;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobMigrationTest {
    private static final String OLD_JOBS = """
            set role hexforge_system;
            insert into job.jobs (id, kind, unique_key, payload, payload_key_id, due_at, attempts)
            values ('00000000-0000-7000-8000-000000000001', 'mail', 'a', '\\x01', 'key-1', now() - interval '1 hour', 2);
            insert into job.jobs (id, kind, due_at, attempts, last_error, dead_at)
            values ('00000000-0000-7000-8000-000000000002', 'mail', now(), 24, 'refused', now());
            """;

    @Test
    void jobs_of_an_older_version_wait_on_and_those_given_up_stay_known() {
        DatabaseAddress address = TestDatabases.empty();
        new Migrations(Database.login(address)).migrateTo(Area.MAIN, "6");
        TestDatabases.execute(address, OLD_JOBS);

        try (Database database = Database.open(address, EnumSet.of(Area.MAIN), 2);
                var store = new PostgresJobStore(database)) {
            var claims = store.claim(Set.of("mail"), Duration.ofMinutes(1), 8, 9);
            assertThat(claims).singleElement().satisfies(claim -> {
                assertThat(claim.attempt()).isEqualTo(3);
                assertThat(claim.job().uniqueKey()).isEqualTo("a");
                assertThat(claim.job().owner()).isNull();
            });
            assertThat(new PostgresJobOversight(database)
                            .dead(Page.Request.first())
                            .items())
                    .singleElement()
                    .satisfies(dead -> assertThat(dead.error()).isEqualTo("refused"));
        }
    }
}
