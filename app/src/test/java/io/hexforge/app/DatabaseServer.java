package io.hexforge.app;

import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.adapter.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;

/// One PostgreSQL for all tests whose nodes share a database of an operator's, and fresh databases on it.
/// Making one for each test class would take longer than most of these tests.
final class DatabaseServer {
    private static final Path HOME = Path.of("target", "database-server").toAbsolutePath();
    private static final EmbeddedPostgres SERVER = EmbeddedPostgres.start(HOME, new SecureRandom());

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
    }

    private DatabaseServer() {}

    /// {@return an empty database, in place of one that an earlier run left}
    static DatabaseAddress fresh(String name) {
        execute("drop database if exists " + name + " with (force)");
        execute("create database " + name + " owner " + SERVER.address().user());
        return SERVER.address().withDatabase(name);
    }

    /// {@return an address as `DATABASE_URL` has it}
    static String url(DatabaseAddress database) {
        return "postgresql://%s:%s@%s/%s"
                .formatted(
                        database.user(), database.password(), database.hosts().getFirst(), database.database());
    }

    private static DatabaseAddress superuser() {
        try {
            String password = Files.readString(HOME.resolve("postgres/superuser.password"));
            return SERVER.address().withDatabase("postgres").withUser("postgres", password.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void execute(String sql) {
        DatabaseAddress address = superuser();
        try (var connection = DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
