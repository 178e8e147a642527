package io.hexforge.adapter.postgres;

import io.hexforge.adapter.postgres.BackupManifest.AreaPart;
import io.hexforge.adapter.postgres.BackupManifest.TablePart;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.postgresql.PGConnection;

/// Copies the databases into a zip while they are in use.
///
/// Each database is read in one read-only transaction, so the copy is what was committed at one instant. (Areas
/// in databases of their own are read one after the other: no data spans areas.) Nobody is kept waiting but
/// migrations.
public final class DatabaseBackup {
    private final Map<Area, DatabaseAddress> databases;
    private final String hexforgeVersion;
    private final InstantSource clock;

    /// @param databases where each area is; areas with the same address are read in the same transaction
    public DatabaseBackup(Map<Area, DatabaseAddress> databases, String hexforgeVersion, InstantSource clock) {
        this.databases = Map.copyOf(databases);
        this.hexforgeVersion = hexforgeVersion;
        this.clock = clock;
    }

    /// Adds the data to `zip` as entries below `database/`. The zip stays open; other entries may come before and
    /// after.
    ///
    /// @throws IOException if the zip cannot be written
    /// @throws PortException if a database cannot be read completely
    public BackupManifest writeTo(ZipOutputStream zip) throws IOException {
        var areas = new ArrayList<AreaPart>();
        for (var database : byAddress().entrySet()) {
            areas.addAll(read(database.getKey(), database.getValue(), zip));
        }
        var manifest = new BackupManifest(
                BackupManifest.FORMAT, hexforgeVersion, clock.instant().toString(), areas);
        zip.putNextEntry(new ZipEntry(BackupManifest.ENTRY));
        zip.write(manifest.toJson());
        zip.closeEntry();
        return manifest;
    }

    private Map<DatabaseAddress, List<Area>> byAddress() {
        var areas = new LinkedHashMap<DatabaseAddress, List<Area>>();
        databases.forEach((area, address) ->
                areas.computeIfAbsent(address, each -> new ArrayList<>()).add(area));
        return areas;
    }

    private static List<AreaPart> read(DatabaseAddress address, List<Area> areas, ZipOutputStream zip)
            throws IOException {
        try (var connection = Database.login(address).getConnection()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            var parts = new ArrayList<AreaPart>();
            for (Area area : areas) {
                parts.add(read(connection, area, zip));
            }
            connection.rollback();
            return parts;
        } catch (SQLException e) {
            throw SqlFaults.translate("reading a backup from " + address, e, false);
        }
    }

    private static AreaPart read(Connection connection, Area area, ZipOutputStream zip)
            throws SQLException, IOException {
        requireCompleteness(connection, area);
        String migration = Migrations.current(connection, area)
                .orElseThrow(() -> new PortException(
                        Kind.BROKEN, "There is nothing to back up: the " + area.id() + " database is empty", null));
        var parts = new ArrayList<TablePart>();
        for (Table table : Table.of(connection, area)) {
            parts.add(read(connection, area, table, zip));
        }
        return new AreaPart(area.id(), migration, parts);
    }

    private static TablePart read(Connection connection, Area area, Table table, ZipOutputStream zip)
            throws SQLException, IOException {
        String entry = "database/" + area.id() + "/" + table.schema() + "." + table.name() + ".copy";
        String select = "copy (select " + table.quotedColumns() + " from " + table.qualified() + ") to stdout";
        var digest = sha256();
        zip.putNextEntry(new ZipEntry(entry));
        try (var statement = connection.createStatement()) {
            statement.execute("set local role hexforge_system");
            long rows = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(select, new DigestOutputStream(unclosed(zip), digest));
            statement.execute("reset role");
            zip.closeEntry();
            return new TablePart(
                    table.schema(),
                    table.name(),
                    table.columns(),
                    rows,
                    entry,
                    HexFormat.of().formatHex(digest.digest()));
        }
    }

    /// Row security hides rows without a word, so a table that was forgotten would be missing from every backup.
    private static void requireCompleteness(Connection connection, Area area) throws SQLException {
        List<String> hidden = Table.notFullyReadable(connection, area);
        if (!hidden.isEmpty()) {
            throw new PortException(
                    Kind.BROKEN,
                    "A backup would lack rows: no policy lets hexforge_system read all of " + hidden,
                    null);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }

    /// The copy API closes what it writes to.
    private static OutputStream unclosed(ZipOutputStream zip) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                zip.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                zip.write(bytes, offset, length);
            }
        };
    }
}
