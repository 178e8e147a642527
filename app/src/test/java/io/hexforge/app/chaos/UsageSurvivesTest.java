package io.hexforge.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.files.gateway.UsageSpoolFolder;
import io.hexforge.adapter.postgres.Area;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.EmbeddedPostgres;
import io.hexforge.adapter.postgres.gateway.PostgresUsageStore;
import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.UsageDay;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.gateway.TestUsage;
import io.hexforge.ports.driven.gateway.UsageStore;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driving.gateway.RecordUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// No record of usage is lost, and none counted twice, whatever becomes of the database meanwhile.
@Tag("chaos")
class UsageSurvivesTest {
    private static final long SPOOL = 64L << 20;

    @TempDir
    Path home;

    private final Actor actor = TestActors.ofAnyName().newcomer();
    private final AtomicLong recorded = new AtomicLong();
    private EmbeddedPostgres postgres;
    private Database database;
    private UsageStore store;
    private RecordUsage recording;

    @BeforeEach
    void start() {
        postgres = EmbeddedPostgres.start(home, new SecureRandom());
        database = Database.open(postgres.address(), EnumSet.allOf(Area.class), 8);
        store = new PostgresUsageStore(database);
        recording = recording();
    }

    @AfterEach
    void stop() {
        recording.close();
        database.close();
        postgres.close();
    }

    private RecordUsage recording() {
        var started = new RecordUsage(store, UsageSpoolFolder.open(home, SPOOL));
        started.start();
        return started;
    }

    @Test
    void a_killed_database_costs_no_record() throws Exception {
        Thread calls = record(4_000);
        Race.until(() -> recorded.get() > 1_000);
        killPostgres();

        calls.join();
        assertThat(recording.flush(Duration.ofSeconds(60))).isTrue();
        assertThat(stored()).isEqualTo(4_000);
    }

    @Test
    void a_frozen_database_costs_no_record_and_blocks_nobody() throws Exception {
        Thread calls = record(4_000);
        Race.until(() -> recorded.get() > 500);
        signalPostgres("STOP");
        long frozenAt = recorded.get();
        Race.until(() -> recorded.get() > frozenAt + 2_000 && recording.state().waiting() > 500);
        signalPostgres("CONT");

        calls.join();
        assertThat(recording.flush(Duration.ofSeconds(60))).isTrue();
        assertThat(stored()).isEqualTo(4_000);
    }

    @Test
    void what_waits_when_hexforge_stops_is_stored_when_it_is_back() throws Exception {
        signalPostgres("STOP");
        record(2_000).join();
        recording.close();
        signalPostgres("CONT");

        recording = recording();

        Race.until(() -> stored() == 2_000);
        assertThat(recording.state().lost()).isZero();
    }

    /// A call about every quarter of a millisecond.
    private Thread record(int count) {
        return Thread.startVirtualThread(() -> {
            for (int i = 0; i < count; i++) {
                recording.record(TestUsage.of(actor));
                recorded.incrementAndGet();
                if (i % 4 == 0) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        });
    }

    private long stored() {
        return store.daily(actor, UsageFilter.ANY, Set.of(), 10).stream()
                .mapToLong(UsageDay::requests)
                .sum();
    }

    private List<ProcessHandle> processes() throws Exception {
        long pid = Long.parseLong(Files.readAllLines(home.resolve("postgres/data/postmaster.pid"))
                .getFirst()
                .strip());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    private void killPostgres() throws Exception {
        processes().forEach(ProcessHandle::destroyForcibly);
    }

    private void signalPostgres(String signal) throws Exception {
        for (ProcessHandle process : processes()) {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }
}
