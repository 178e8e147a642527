package io.hexforge.adapter.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hexforge.adapter.postgres.DatabaseRestore.Outcome;
import io.hexforge.adapter.postgres.gateway.PostgresProviderStore;
import io.hexforge.adapter.postgres.gateway.PostgresUsageStore;
import io.hexforge.adapter.postgres.identity.PostgresAccountStore;
import io.hexforge.adapter.postgres.identity.PostgresApiKeyStore;
import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.gateway.UsageFilter;
import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.domain.gateway.UsageScope;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Credential;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.gateway.TestUsage;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driven.identity.TestKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseBackupTest {
    @TempDir
    Path folder;

    private final DatabaseAddress source = TestDatabases.empty();
    private final Tenant tenant =
            new Tenant(TestActors.IDS.next(), "default", "Tab\there, back\\slash, ü", TestKeys.NOW);
    private final User operator =
            new User(TestActors.IDS.next(), tenant.id(), "operator", "Line\nbreak", true, TestKeys.NOW);
    private final Actor actor = new Actor(tenant.id(), operator.id(), null, Set.of(Scope.ALL), true);
    private final ApiKey key = TestKeys.of(actor);

    @BeforeEach
    void fill() {
        try (var database = TestDatabases.open(source)) {
            new PostgresAccountStore(database).found(tenant, operator, key);
            rotated(new PostgresApiKeyStore(database));
            new PostgresProviderStore(database)
                    .put(
                            actor,
                            new ProviderConnection(
                                    TestActors.IDS.next(),
                                    tenant.id(),
                                    operator.id(),
                                    true,
                                    "openai",
                                    "Mine",
                                    URI.create("https://api.example/v1"),
                                    JsonObject.EMPTY,
                                    new SealedSecret("k1", new byte[] {0, 10, 13, 92, -1}),
                                    "sk-1",
                                    true,
                                    TestKeys.NOW,
                                    TestKeys.NOW,
                                    1));
        }
    }

    @Test
    void a_restored_database_answers_as_the_one_that_was_backed_up() throws Exception {
        Path backup = backup(both(source));
        var target = TestDatabases.empty();

        assertThat(restore(backup, both(target), false)).isInstanceOf(Outcome.Restored.class);

        assertThat(contents(target)).usingRecursiveComparison().isEqualTo(contents(source));
        assertThat(contents(target).credentials()).hasSize(2);
    }

    @Test
    void usage_of_all_months_is_restored_and_goes_on() throws Exception {
        UsageRecord old = TestUsage.of(actor);
        UsageRecord recent = TestUsage.of(actor, TestUsage.NOON.plus(Duration.ofDays(90)), "openai", "gpt-5", 1L);
        try (var database = TestDatabases.open(source)) {
            new PostgresUsageStore(database).append(List.of(old, recent));
        }
        var target = TestDatabases.empty();

        restore(backup(both(source)), both(target), false);

        try (var database = TestDatabases.open(target)) {
            var usage = new PostgresUsageStore(database);
            UsageRecord later = TestUsage.of(actor, recent.at().plusSeconds(1), "openai", "gpt-5", 1L);
            usage.append(List.of(old, later));
            assertThat(usage.rows(actor, UsageFilter.ANY, Page.Request.first()).items())
                    .containsExactly(later, recent, old);
            assertThat(usage.spent(new UsageScope.User(actor.userId()), TestUsage.NOON))
                    .isEqualTo(1_002);
        }
    }

    @Test
    void row_security_binds_in_a_restored_database() throws Exception {
        var target = TestDatabases.empty();
        restore(backup(both(source)), both(target), false);
        try (var database = TestDatabases.open(target)) {
            var stranger = new Actor(TestActors.IDS.next(), TestActors.IDS.next(), null, Set.of(Scope.ALL), false);
            assertThat(new PostgresProviderStore(database).visible(stranger)).isEmpty();
            assertThat(database.<List<String>>asSystem(handle ->
                            handle.createQuery("""
                            select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
                            where n.nspname in ('identity', 'gateway') and c.relkind = 'r' and c.relname <> 'versions'
                              and not c.relispartition -- nobody may read these but through their parent
                              and not (c.relrowsecurity and c.relforcerowsecurity)
                            """).mapTo(String.class).list()))
                    .isEmpty();
        }
    }

    @Test
    void a_database_with_data_is_replaced_only_by_force() throws Exception {
        Path backup = backup(both(source));
        var before = contents(source);
        try (var database = TestDatabases.open(source)) {
            rotated(new PostgresApiKeyStore(database));
        }
        var after = contents(source);
        long version = versionOf(source);

        assertThat(restore(backup, both(source), false))
                .isEqualTo(new Outcome.NotEmpty(List.of(Area.MAIN, Area.IDENTITY)));
        assertThat(contents(source)).usingRecursiveComparison().isEqualTo(after);

        assertThat(restore(backup, both(source), true)).isInstanceOf(Outcome.Restored.class);
        assertThat(contents(source)).usingRecursiveComparison().isEqualTo(before);
        assertThat(versionOf(source)).as("snapshots in memory must notice").isGreaterThan(version);
    }

    @Test
    void areas_may_move_to_databases_of_their_own() throws Exception {
        Path backup = backup(both(source));
        var main = TestDatabases.empty();
        var identity = TestDatabases.empty();

        assertThat(restore(backup, Map.of(Area.MAIN, main, Area.IDENTITY, identity), false))
                .isInstanceOf(Outcome.Restored.class);

        try (var database = Database.open(identity, Set.of(Area.IDENTITY), 2)) {
            assertThat(new PostgresAccountStore(database).operator()).contains(operator);
        }
        try (var database = Database.open(main, Set.of(Area.MAIN), 2)) {
            assertThat(new PostgresProviderStore(database).all()).hasSize(1);
        }
    }

    @Test
    void a_backup_beside_writers_shows_one_instant() throws Exception {
        var stop = new AtomicBoolean();
        try (var database = TestDatabases.open(source);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var keys = new PostgresApiKeyStore(database);
            var writer = threads.submit(() -> {
                int rotations = 0;
                while (!stop.get()) {
                    rotated(keys);
                    rotations++;
                }
                return rotations;
            });
            for (int i = 0; i < 3; i++) {
                int written = keys.credentials().size();
                var target = TestDatabases.empty();
                assertThat(restore(backup(both(source)), both(target), false)).isInstanceOf(Outcome.Restored.class);
                try (var restored = TestDatabases.open(target)) {
                    var all = new PostgresApiKeyStore(restored).credentials();
                    assertThat(all).hasSizeGreaterThanOrEqualTo(written);
                    assertThat(all)
                            .as("each rotation is there whole: all keys but the last are replaced")
                            .filteredOn(each -> each.key().replacedBy() == null)
                            .hasSize(1);
                }
            }
            stop.set(true);
            assertThat(writer.get()).isPositive();
        }
    }

    @Test
    void a_damaged_backup_is_refused_and_nothing_is_touched() throws Exception {
        Path backup = backup(both(source));
        var before = contents(source);
        Path damaged =
                rewritten(backup, "database/identity/identity.api_keys.copy", text -> text.replace("build", "bui1d"));

        assertThat(restore(damaged, both(source), true))
                .isEqualTo(new Outcome.Unusable("its entry database/identity/identity.api_keys.copy is damaged"));
        assertThat(contents(source)).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void a_restore_that_fails_half_way_leaves_everything_as_it_was() throws Exception {
        Path backup = backup(both(source));
        var before = contents(source);
        Path lying = rewritten(backup, BackupManifest.ENTRY, text -> text.replaceAll("\"rows\" : 2", "\"rows\" : 3"));

        assertThatThrownBy(() -> restore(lying, both(source), true))
                .isInstanceOf(PortException.class)
                .hasMessageContaining("took 2 rows where the backup has 3");
        assertThat(contents(source)).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void strange_files_and_backups_of_newer_builds_are_refused() throws Exception {
        Path backup = backup(both(source));
        Path strange = folder.resolve("strange.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(strange))) {
            zip.putNextEntry(new ZipEntry("holiday.jpg"));
            zip.closeEntry();
        }
        Path newFormat =
                rewritten(backup, BackupManifest.ENTRY, text -> text.replace("\"format\" : 1", "\"format\" : 2"));
        Path newSchema = rewritten(
                backup,
                BackupManifest.ENTRY,
                text -> text.replaceAll("\"migration\" : \"\\d+\"", "\"migration\" : \"99\""));

        assertThat(restore(strange, both(source), true)).isEqualTo(new Outcome.Unusable("it is no backup of Hexforge"));
        assertThat(restore(newFormat, both(source), true))
                .isEqualTo(new Outcome.Unusable("it was written by a newer Hexforge (test)"));
        assertThat(restore(newSchema, both(source), true).toString())
                .contains("version 99")
                .contains("is newer");
    }

    @Test
    void a_backup_of_an_older_schema_is_restored_and_migrated_on() throws Exception {
        Path older = rewritten(backup(both(source)), BackupManifest.ENTRY, text -> """
                        {"format": 1, "hexforge": "old", "createdAt": "2026-01-01T00:00:00Z", "areas": [
                          {"area": "main", "migration": "0", "tables": []},
                          {"area": "identity", "migration": "0", "tables": []}]}
                        """);

        assertThat(restore(older, both(source), true)).isInstanceOf(Outcome.Restored.class);
        try (var database = TestDatabases.open(source)) {
            assertThat(new PostgresAccountStore(database).operator()).isEmpty();
            assertThat(new PostgresProviderStore(database).all()).isEmpty();
        }
    }

    @Test
    void a_table_that_the_system_role_cannot_read_completely_stops_the_backup() {
        TestDatabases.execute(source, "drop policy system_reads on gateway.providers");
        assertThatThrownBy(() -> backup(both(source)))
                .isInstanceOf(PortException.class)
                .hasMessageContaining("gateway.providers");
    }

    private record Contents(
            User operator, List<Credential> credentials, Page<ApiKey> keys, List<ProviderConnection> providers) {}

    private Contents contents(DatabaseAddress address) {
        try (var database = TestDatabases.open(address)) {
            var keys = new PostgresApiKeyStore(database);
            return new Contents(
                    new PostgresAccountStore(database).operator().orElseThrow(),
                    keys.credentials(),
                    keys.page(actor, Page.Request.first()),
                    new PostgresProviderStore(database).visible(actor));
        }
    }

    private static long versionOf(DatabaseAddress address) {
        try (var database = TestDatabases.open(address)) {
            return new PostgresApiKeyStore(database).version();
        }
    }

    /// Replaces the key that was not replaced yet.
    private void rotated(PostgresApiKeyStore keys) {
        ApiKey last = keys.credentials().stream()
                .map(Credential::key)
                .filter(each -> each.replacedBy() == null)
                .findFirst()
                .orElseThrow();
        ApiKey successor = TestKeys.successorOf(last);
        keys.rotate(actor, last.replaced(successor.id(), TestKeys.NOW, Duration.ofHours(1)), last.version(), successor);
    }

    private static Map<Area, DatabaseAddress> both(DatabaseAddress address) {
        return Map.of(Area.MAIN, address, Area.IDENTITY, address);
    }

    private Path backup(Map<Area, DatabaseAddress> databases) throws IOException {
        Path file = Files.createTempFile(folder, "backup", ".zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("keys/somebody-elses"));
            zip.closeEntry();
            new DatabaseBackup(databases, "test", InstantSource.system()).writeTo(zip);
            zip.putNextEntry(new ZipEntry("more"));
            zip.closeEntry();
        }
        return file;
    }

    private static Outcome restore(Path file, Map<Area, DatabaseAddress> databases, boolean force) throws IOException {
        try (var zip = new ZipFile(file.toFile())) {
            return new DatabaseRestore(databases).restore(zip, force);
        }
    }

    private Path rewritten(Path backup, String entryName, UnaryOperator<String> change) throws IOException {
        Path file = Files.createTempFile(folder, "rewritten", ".zip");
        try (var from = new ZipFile(backup.toFile());
                var to = new ZipOutputStream(Files.newOutputStream(file))) {
            for (ZipEntry entry : (Iterable<ZipEntry>)
                    () -> from.stream().map(ZipEntry.class::cast).iterator()) {
                byte[] bytes = from.getInputStream(entry).readAllBytes();
                to.putNextEntry(new ZipEntry(entry.getName()));
                String text = new String(bytes, UTF_8);
                to.write(entry.getName().equals(entryName) ? change.apply(text).getBytes(UTF_8) : bytes);
                to.closeEntry();
            }
        }
        return file;
    }
}
