package io.hexforge.adapter.postgres;

import io.hexforge.adapter.postgres.BackupManifest.AreaPart;
import io.hexforge.adapter.postgres.BackupManifest.TablePart;
import io.hexforge.ports.driven.PortException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.postgresql.PGConnection;

/// Puts the data of a [DatabaseBackup] into databases, in place of what they hold. No server may be using them.
///
/// Checksums are verified before anything is touched. Each database is then loaded in one transaction: a
/// restore that fails leaves it as it was. The one exception is a backup of an older schema version that
/// replaces existing data: the schemas are made anew first, so that a failure after that leaves them empty, to
/// be restored once more.
public final class DatabaseRestore {
    private final Map<Area, DatabaseAddress> databases;

    public DatabaseRestore(Map<Area, DatabaseAddress> databases) {
        this.databases = Map.copyOf(databases);
    }

    public sealed interface Outcome {
        record Restored(BackupManifest manifest) implements Outcome {}

        /// A database holds data, and the caller did not say that it may go.
        record NotEmpty(List<Area> areas) implements Outcome {}

        /// @param reason one sentence for the operator
        record Unusable(String reason) implements Outcome {}
    }

    /// Restores all areas, and brings their schemas up to date.
    ///
    /// @param force whether data that is there may be replaced
    /// @throws IOException if the file cannot be read
    /// @throws PortException if a database fails
    public Outcome restore(ZipFile zip, boolean force) throws IOException {
        var manifest = manifest(zip);
        if (manifest.isEmpty()) {
            return new Outcome.Unusable("it is no backup of Hexforge");
        }
        var flaw = flaw(zip, manifest.get());
        if (flaw.isPresent()) {
            return new Outcome.Unusable(flaw.get());
        }
        List<Area> inUse = force
                ? List.of()
                : databases.keySet().stream().filter(this::holdsData).sorted().toList();
        if (!inUse.isEmpty()) {
            return new Outcome.NotEmpty(inUse);
        }
        List<AreaPart> parts = manifest.get().areas();
        parts.forEach(this::makeSchemasOfItsVersion);
        parts.stream()
                .collect(Collectors.groupingBy(part -> address(area(part))))
                .forEach((address, itsParts) -> load(address, zip, itsParts));
        parts.forEach(part -> migrations(area(part)).migrate(area(part)));
        return new Outcome.Restored(manifest.get());
    }

    private static Optional<BackupManifest> manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(BackupManifest.ENTRY);
        if (entry == null) {
            return Optional.empty();
        }
        try (var bytes = zip.getInputStream(entry)) {
            return Optional.of(BackupManifest.fromJson(bytes.readAllBytes()));
        }
    }

    private Optional<String> flaw(ZipFile zip, BackupManifest manifest) throws IOException {
        if (manifest.format() > BackupManifest.FORMAT) {
            return Optional.of("it was written by a newer Hexforge (" + manifest.hexforge() + ")");
        }
        Set<String> areas = manifest.areas().stream().map(AreaPart::area).collect(Collectors.toSet());
        if (!areas.equals(databases.keySet().stream().map(Area::id).collect(Collectors.toSet()))) {
            return Optional.of("it holds the areas " + areas + ", not those of this Hexforge");
        }
        for (AreaPart part : manifest.areas()) {
            Area area = area(part);
            if (!migrations(area).knows(area, part.migration())) {
                return Optional.of("its " + part.area() + " schema (version " + part.migration()
                        + ") is newer than this Hexforge; restore it with " + manifest.hexforge() + " or later");
            }
            for (TablePart table : part.tables()) {
                if (!intact(zip, table)) {
                    return Optional.of("its entry " + table.entry() + " is damaged");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean intact(ZipFile zip, TablePart table) {
        ZipEntry entry = zip.getEntry(table.entry());
        if (entry == null) {
            return false;
        }
        var digest = DatabaseBackup.sha256();
        try (InputStream bytes = new DigestInputStream(zip.getInputStream(entry), digest)) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest()).equals(table.sha256());
        } catch (IOException damaged) {
            return false;
        }
    }

    private boolean holdsData(Area area) {
        return inTransaction(address(area), connection -> {
            for (Table table : Table.of(connection, area)) {
                if (holdsRows(connection, table)) {
                    return true;
                }
            }
            return false;
        });
    }

    private void makeSchemasOfItsVersion(AreaPart part) {
        Area area = area(part);
        boolean sameVersion = inTransaction(
                address(area),
                connection -> Migrations.current(connection, area)
                        .filter(part.migration()::equals)
                        .isPresent());
        if (!sameVersion) {
            inTransaction(address(area), connection -> dropSchemas(connection, area));
            migrations(area).migrateTo(area, part.migration());
        }
    }

    private static void load(DatabaseAddress address, ZipFile zip, List<AreaPart> parts) {
        inTransaction(address, connection -> {
            for (AreaPart part : parts) {
                replaceRows(connection, zip, part);
            }
            return true;
        });
    }

    private static boolean dropSchemas(Connection connection, Area area) throws SQLException {
        for (String schema : area.schemas()) {
            execute(connection, "drop schema if exists " + schema + " cascade");
        }
        execute(connection, "drop schema if exists " + Migrations.schema(area) + " cascade");
        return true;
    }

    /// Row security binds the owner too, and forbids it to load rows; it is lifted inside of the transaction
    /// only.
    private static void replaceRows(Connection connection, ZipFile zip, AreaPart part)
            throws SQLException, IOException {
        Area area = area(part);
        List<Table> tables = Table.of(connection, area);
        Map<Table, TablePart> parts =
                part.tables().stream().collect(Collectors.toMap(TablePart::toTable, each -> each));
        var unknown = new HashSet<>(parts.keySet());
        unknown.removeAll(tables);
        if (!unknown.isEmpty()) {
            throw new IOException("the backup holds tables that its schema version does not have: " + unknown);
        }
        execute(connection, "set local lock_timeout = '10s'");
        execute(connection, "set constraints all deferred");
        for (Table table : tables) {
            execute(connection, "alter table " + table.qualified() + " no force row level security");
        }
        if (!tables.isEmpty()) {
            execute(
                    connection,
                    "truncate " + tables.stream().map(Table::qualified).collect(Collectors.joining(", ")));
        }
        for (Table table : tables) {
            TablePart rows = parts.get(table);
            if (rows != null) {
                load(connection, zip, table, rows);
            }
        }
        // Constraints that were put off are checked now: with events pending, tables cannot be altered.
        execute(connection, "set constraints all immediate");
        for (Table table : tables) {
            execute(connection, "alter table " + table.qualified() + " force row level security");
        }
    }

    private static void load(Connection connection, ZipFile zip, Table table, TablePart part)
            throws SQLException, IOException {
        String copy = "copy " + table.qualified() + " (" + table.quotedColumns() + ") from stdin";
        try (var bytes = zip.getInputStream(zip.getEntry(part.entry()))) {
            long rows = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy, bytes);
            if (rows != part.rows()) {
                throw new IOException(
                        table.qualified() + " took " + rows + " rows where the backup has " + part.rows());
            }
        }
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException, IOException;
    }

    private static <T> T inTransaction(DatabaseAddress address, Work<T> work) {
        try (var connection = Database.login(address).getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                connection.commit();
                return result;
            } catch (SQLException | IOException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException | IOException e) {
            throw SqlFaults.translate("restoring " + address, e, false);
        }
    }

    private static boolean holdsRows(Connection connection, Table table) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set local role hexforge_system");
            try (var rows = statement.executeQuery("select exists (select from " + table.qualified() + ")")) {
                rows.next();
                return rows.getBoolean(1);
            } finally {
                statement.execute("reset role");
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Migrations migrations(Area area) {
        return new Migrations(Database.login(address(area)));
    }

    private DatabaseAddress address(Area area) {
        return Objects.requireNonNull(databases.get(area));
    }

    private static Area area(AreaPart part) {
        return Area.valueOf(part.area().toUpperCase(Locale.ROOT));
    }
}
