package io.hexforge.adapter.postgres;

import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where a PostgreSQL database is and how to log in to it.
///
/// Immutable. [#toString] never shows the password.
///
/// @param hosts at least one; more than one means "try in this order"
/// @param password absent when the server asks for none
/// @param parameters connection parameters by their pgjdbc names, such as `sslmode`
public record DatabaseAddress(
        List<Host> hosts,
        String database,
        String user,
        @Nullable String password,
        Map<String, String> parameters) {

    /// What [#parse] understands, for messages.
    public static final String ACCEPTED = "postgres://user:password@host:port/database, postgresql://…, "
            + "postgresql+asyncpg://… or jdbc:postgresql://…";

    /// One server.
    ///
    /// @param name a DNS name or an IP address; IPv6 addresses without brackets
    public record Host(String name, int port) {
        public Host {
            if (name.isBlank()) {
                throw new IllegalArgumentException("the host is empty");
            }
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("the port must be 1 to 65535");
            }
        }

        @Override
        public String toString() {
            return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        }
    }

    public DatabaseAddress {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("the host is missing");
        }
        hosts = List.copyOf(hosts);
        parameters = Map.copyOf(parameters);
    }

    /// Reads a database URL as Python and Java programs write it.
    ///
    /// @throws IllegalArgumentException naming what is wrong and what is accepted, without the password
    public static DatabaseAddress parse(String url) {
        return DatabaseUrl.parse(url);
    }

    /// {@return the URL for pgjdbc, without user and password}
    public String jdbcUrl() {
        String servers = hosts.stream().map(Host::toString).collect(Collectors.joining(","));
        String query = new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                        .collect(Collectors.joining("&"));
        return "jdbc:postgresql://" + servers + "/" + encode(database) + (query.isEmpty() ? "" : "?" + query);
    }

    /// {@return the same server, seen as another database}
    public DatabaseAddress withDatabase(String name) {
        return new DatabaseAddress(hosts, name, user, password, parameters);
    }

    /// {@return the same database, seen as another user}
    public DatabaseAddress withUser(String name, @Nullable String itsPassword) {
        return new DatabaseAddress(hosts, database, name, itsPassword, parameters);
    }

    @Override
    public String toString() {
        return "postgresql://" + user + (password == null ? "" : ":***") + "@"
                + hosts.stream().map(Host::toString).collect(Collectors.joining(",")) + "/" + database;
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, java.nio.charset.StandardCharsets.UTF_8).replace("+", "%20");
    }
}
