package io.hexforge.adapter.postgres;

import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/// The application's login on the embedded server.
final class LoginRole {
    private LoginRole() {}

    /// Creates the role with a database of the same name, or gives an existing role the password.
    ///
    /// @param name an identifier that needs no quotes
    /// @param password hexadecimal digits
    static void create(DatabaseAddress superuser, String name, String password) throws IOException {
        var login = new Properties();
        login.setProperty("user", superuser.user());
        login.setProperty("password", String.valueOf(superuser.password()));
        try (var connection = DriverManager.getConnection(superuser.jdbcUrl(), login);
                var statement = connection.createStatement()) {
            String options = " login nosuperuser nobypassrls createrole password '" + password + "'";
            boolean exists = exists(statement, "pg_roles where rolname = '" + name + "'");
            statement.execute((exists ? "alter role " : "create role ") + name + options);
            if (!exists(statement, "pg_database where datname = '" + name + "'")) {
                statement.execute("create database " + name + " owner " + name);
            }
        } catch (SQLException e) {
            throw new IOException("the login role cannot be created: " + e.getMessage(), e);
        }
    }

    private static boolean exists(Statement statement, String row) throws SQLException {
        try (var rows = statement.executeQuery("select 1 from " + row)) {
            return rows.next();
        }
    }
}
