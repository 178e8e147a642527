package io.hexforge.ports.driving.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.gateway.UsageDay;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.domain.gateway.UsageScope;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.gateway.TestUsage;
import io.hexforge.ports.driven.gateway.UsageStore;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.inprocess.gateway.InProcessUsageSpool;
import io.hexforge.ports.inprocess.gateway.InProcessUsageStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordUsageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Actor actor = TestActors.ofAnyName().newcomer();
    private final Database database = new Database();
    private final InProcessUsageSpool spool = new InProcessUsageSpool(1_000);
    private final RecordUsage recording = new RecordUsage(database, spool);

    /// A store that can be taken away, or frozen.
    private static final class Database implements UsageStore {
        private final InProcessUsageStore kept = new InProcessUsageStore(100_000);
        private volatile boolean away;
        private volatile CountDownLatch frozen = new CountDownLatch(0);

        @Override
        public void append(List<UsageRecord> records) {
            try {
                frozen.await();
            } catch (InterruptedException e) {
                throw new PortException(PortException.Kind.TIMEOUT, "interrupted", e);
            }
            if (away) {
                throw new PortException(PortException.Kind.UNAVAILABLE, "nobody there", null);
            }
            kept.append(records);
        }

        @Override
        public Page<UsageRecord> rows(Actor actor, UsageFilter filter, Page.Request page) {
            return kept.rows(actor, filter, page);
        }

        @Override
        public List<UsageDay> daily(Actor actor, UsageFilter filter, Set<UsageDay.By> by, int limit) {
            return kept.daily(actor, filter, by, limit);
        }

        @Override
        public long spent(UsageScope scope, Instant since) {
            return kept.spent(scope, since);
        }
    }

    @AfterEach
    void close() {
        database.frozen.countDown();
        recording.close();
    }

    @Test
    void writes_what_is_recorded() {
        recording.start();

        record(300);

        assertThat(recording.flush(PATIENCE)).isTrue();
        assertThat(stored()).isEqualTo(300);
        assertThat(recording.check()).isEqualTo(HealthState.up());
    }

    @Test
    void writes_what_was_recorded_before_it_stops() {
        recording.start();
        record(300);

        recording.close();

        assertThat(stored()).isEqualTo(300);
        assertThat(spool.size()).isZero();
    }

    @Test
    void spools_while_the_store_is_away_and_replays_when_it_is_back() {
        recording.start();
        database.away = true;

        record(300);
        Race.until(() -> spool.size() == 300);
        assertThat(recording.check().level()).isEqualTo(HealthState.Level.DEGRADED);
        assertThat(recording.state().trouble()).isEqualTo("nobody there");
        database.away = false;

        assertThat(recording.flush(PATIENCE)).isTrue();
        assertThat(stored()).isEqualTo(300);
        assertThat(spool.size()).isZero();
        assertThat(recording.check()).isEqualTo(HealthState.up());
    }

    @Test
    void spools_what_a_store_that_hangs_has_not_taken_and_counts_it_once() {
        recording.start();
        database.frozen = new CountDownLatch(1);

        record(200);
        Race.until(() -> spool.size() == 200);
        record(100);
        Race.until(() -> spool.size() == 300);
        database.frozen.countDown();

        assertThat(recording.flush(PATIENCE)).isTrue();
        assertThat(stored()).isEqualTo(300);
    }

    @Test
    void leaves_what_the_store_does_not_take_in_the_spool_when_it_stops() {
        recording.start();
        database.away = true;
        record(300);

        recording.close();

        assertThat(spool.size()).isEqualTo(300);
        assertThat(stored()).isZero();
    }

    @Test
    void replays_what_an_earlier_process_has_left() {
        List<UsageRecord> left = List.of(TestUsage.of(actor), TestUsage.of(actor));
        spool.append(left);
        database.append(left.subList(0, 1));

        recording.start();

        Race.until(() -> spool.size() == 0);
        assertThat(stored()).isEqualTo(2);
    }

    @Test
    void keeps_the_oldest_and_says_how_many_found_no_room() {
        recording.start();
        database.away = true;

        record(70_000);

        Race.until(() -> recording.state().lost() > 0 && recording.state().waiting() == 1_000);
        assertThat(spool.size()).isEqualTo(1_000);
        assertThat(recording.check().detail())
                .contains("1000 records wait on disk")
                .contains("lost");
        database.away = false;
        Race.until(() -> stored() + recording.state().lost() == 70_000);
    }

    @Test
    void sums_up_by_a_bounded_number_of_models() {
        recording.start();
        for (int i = 0; i < 2_000; i++) {
            recording.record(TestUsage.of(actor, TestUsage.NOON, "openai", "model-" + i, 3L));
        }
        recording.flush(PATIENCE);

        var sums = recording.totals().sums();
        assertThat(sums).hasSizeLessThanOrEqualTo(501);
        assertThat(sums.values().stream().mapToLong(UsageTotals.Sum::requests).sum())
                .isEqualTo(2_000);
        assertThat(sums.values().stream()
                        .mapToLong(UsageTotals.Sum::costNanoUsd)
                        .sum())
                .isEqualTo(6_000);
    }

    private void record(int count) {
        for (int i = 0; i < count; i++) {
            recording.record(TestUsage.of(actor));
        }
    }

    private long stored() {
        return database.daily(actor, UsageFilter.ANY, Set.of(), 10).stream()
                .mapToLong(UsageDay::requests)
                .sum();
    }
}
