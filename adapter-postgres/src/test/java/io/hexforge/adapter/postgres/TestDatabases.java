package io.hexforge.adapter.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.UUID;

/// One embedded server for all tests of this module, and fresh databases on it.
public final class TestDatabases {
    /// Unpacked once for all homes.
    static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();

    private static final Path HOME = Path.of("target", "test-home").toAbsolutePath();
    private static final EmbeddedPostgres SERVER = EmbeddedPostgres.start(HOME, BINARIES, new SecureRandom());

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
    }

    private TestDatabases() {}

    /// An empty database, owned by the application's login.
    static DatabaseAddress empty() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        execute(superuser(), "create database " + name + " owner hexforge");
        return SERVER.address().withDatabase(name);
    }

    /// A database with all areas.
    public static Database migrated() {
        return open(empty());
    }

    /// A database with all areas, for tests that also act as its owner does.
    public static Owned owned() {
        DatabaseAddress address = empty();
        return new Owned(open(address), address);
    }

    /// A database, and what its owner can do to it.
    public record Owned(Database opened, DatabaseAddress address) implements AutoCloseable {
        public void asOwner(String sql) {
            execute(address, sql);
        }

        @Override
        public void close() {
            opened.close();
        }
    }

    static Database open(DatabaseAddress address) {
        return Database.open(address, EnumSet.allOf(Area.class), 8);
    }

    static DatabaseAddress superuser() {
        try {
            String password = Files.readString(HOME.resolve("postgres/superuser.password"));
            return SERVER.address().withDatabase("postgres").withUser("postgres", password.strip());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void execute(DatabaseAddress address, String sql) {
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
