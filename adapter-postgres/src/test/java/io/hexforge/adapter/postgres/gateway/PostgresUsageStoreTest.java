package io.hexforge.adapter.postgres.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.ports.driven.gateway.TestUsage;
import io.hexforge.ports.driven.gateway.UsageStore;
import io.hexforge.ports.driven.gateway.UsageStoreContract;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class PostgresUsageStoreTest implements UsageStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public UsageStore usage() {
        return new PostgresUsageStore(database);
    }

    @Test
    void no_statement_sees_the_usage_of_another_user() {
        Actor owner = UsageStoreContract.newcomer();
        Actor stranger = UsageStoreContract.newcomer();
        usage().append(List.of(TestUsage.of(owner)));

        for (String table : List.of("gateway.usage", "gateway.usage_daily")) {
            String count = "select count(*) from " + table;
            assertThat(count(owner, count)).isEqualTo(1);
            assertThat(count(stranger, count)).isZero();
        }
    }

    @Test
    void nobody_may_read_a_partition_itself() {
        Actor owner = UsageStoreContract.newcomer();
        usage().append(List.of(TestUsage.of(owner)));
        String direct = "select count(*) from gateway.usage_y2026m03";

        assertThatThrownBy(() -> count(owner, direct)).hasMessageContaining("permission denied");
        assertThatThrownBy(() -> database.asSystem(
                        handle -> handle.createQuery(direct).mapTo(Long.class).one()))
                .hasMessageContaining("permission denied");
    }

    @Test
    void every_month_has_a_partition_of_its_own_made_a_month_ahead() {
        Actor owner = UsageStoreContract.newcomer();

        usage().append(List.of(
                TestUsage.of(owner, Instant.parse("2031-12-31T23:59:59.999999Z"), "openai", "gpt-5", 1L),
                TestUsage.of(owner, Instant.parse("2032-01-01T00:00:00Z"), "openai", "gpt-5", 1L)));

        assertThat(rowsIn("usage_y2031m12")).isEqualTo(1);
        assertThat(rowsIn("usage_y2032m01")).isEqualTo(1);
        assertThat(rowsIn("usage_y2032m02")).isZero();
        assertThat(rowsIn("usage_rest")).isZero();
    }

    @Test
    void rows_that_came_before_their_month_move_to_it() {
        Actor owner = UsageStoreContract.newcomer();
        UsageRecord waiting = TestUsage.of(owner, Instant.parse("2033-05-05T05:05:05Z"), "openai", "gpt-5", 1L);
        UsageRecord other = TestUsage.of(owner, Instant.parse("2033-05-06T05:05:05Z"), "openai", "gpt-5", 1L);
        database.asSystem(handle -> handle.createUpdate("""
                        insert into gateway.usage values (:id, :at, :tenant, :user, null, null, 1, 1, 0, 0, 1, 0, 1,
                            null, 1, false, 'OK', 'openai', 'gpt-5', 'd', 'r')
                        """)
                .bind("id", waiting.id())
                .bind("at", waiting.at())
                .bind("tenant", owner.tenantId())
                .bind("user", owner.userId())
                .execute());
        assertThat(rowsIn("usage_rest")).isEqualTo(1);

        usage().append(List.of(waiting, other));

        assertThat(rowsIn("usage_rest")).isZero();
        assertThat(rowsIn("usage_y2033m05")).isEqualTo(2);
        assertThat(usage().rows(owner, UsageFilter.ANY, ALL).items()).hasSize(2);
    }

    private static long count(Actor actor, String sql) {
        return database.inActor(
                actor, handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    /// Counted through the parent: nobody may read a partition itself.
    private static long rowsIn(String partition) {
        return database.asSystem(handle -> handle.createQuery(
                        "select count(*) from gateway.usage where tableoid = ('gateway.' || :partition)::regclass")
                .bind("partition", partition)
                .mapTo(Long.class)
                .one());
    }
}
