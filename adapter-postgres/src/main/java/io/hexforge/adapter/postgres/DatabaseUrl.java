package io.hexforge.adapter.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hexforge.adapter.postgres.DatabaseAddress.Host;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The spellings of a database URL: libpq's, SQLAlchemy's (`+driver`) and JDBC's.
///
/// `java.net.URI` does not fit: it refuses lists of hosts and the raw characters that people leave in passwords.
final class DatabaseUrl {
    private static final int DEFAULT_PORT = 5432;
    private static final Pattern SCHEME = Pattern.compile("(?i)(?:jdbc:postgresql|postgres(?:ql)?(?:\\+[a-z0-9_]+)?):");

    private DatabaseUrl() {}

    static DatabaseAddress parse(String url) {
        try {
            return parseOrThrow(url.strip());
        } catch (IllegalArgumentException wrong) {
            // Built anew on purpose: no cause may carry a piece of the password.
            throw new IllegalArgumentException(wrong.getMessage() + "; accepted: " + DatabaseAddress.ACCEPTED);
        }
    }

    private static DatabaseAddress parseOrThrow(String url) {
        var scheme = SCHEME.matcher(url);
        if (!scheme.lookingAt()) {
            throw new IllegalArgumentException("not a PostgreSQL URL");
        }
        String rest = url.substring(scheme.end());
        if (!rest.startsWith("//")) {
            throw new IllegalArgumentException("'//' and the host are missing after the scheme");
        }
        rest = rest.substring(2);

        int question = rest.indexOf('?');
        int at = rest.lastIndexOf('@', question < 0 ? rest.length() : question);
        Map<String, String> parameters = question < 0 ? Map.of() : query(rest.substring(question + 1));
        String location = rest.substring(at + 1, question < 0 ? rest.length() : question);
        String login = at < 0 ? "" : rest.substring(0, at);

        int slash = location.indexOf('/');
        String database = slash < 0 ? "" : decode(location.substring(slash + 1), "database name");
        int colon = login.indexOf(':');
        String user = decode(colon < 0 ? login : login.substring(0, colon), "user");
        String password = colon < 0 ? null : decode(login.substring(colon + 1), "password");

        var hosts = hosts(slash < 0 ? location : location.substring(0, slash));
        user = parameters.getOrDefault("user", user);
        password = parameters.getOrDefault("password", password);
        database = parameters.getOrDefault("dbname", database);
        if (user.isEmpty()) {
            throw new IllegalArgumentException("the user is missing");
        }
        return new DatabaseAddress(hosts, database.isEmpty() ? user : database, user, password, forPgjdbc(parameters));
    }

    private static List<Host> hosts(String authority) {
        var hosts = new ArrayList<Host>();
        for (String part : authority.split(",", -1)) {
            hosts.add(host(part));
        }
        return hosts;
    }

    private static Host host(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            if (end < 0) {
                throw new IllegalArgumentException("the ']' after the IPv6 address is missing");
            }
            String after = text.substring(end + 1);
            if (!after.isEmpty() && !after.startsWith(":")) {
                throw new IllegalArgumentException("only ':port' may follow the IPv6 address");
            }
            return new Host(text.substring(1, end), port(after.isEmpty() ? null : after.substring(1)));
        }
        int colon = text.indexOf(':');
        if (colon != text.lastIndexOf(':')) {
            throw new IllegalArgumentException("an IPv6 address must stand in brackets, as in [::1]");
        }
        String name = decode(colon < 0 ? text : text.substring(0, colon), "host");
        if (name.startsWith("/")) {
            throw new IllegalArgumentException("Unix sockets are not supported, only TCP");
        }
        return new Host(name, port(colon < 0 ? null : text.substring(colon + 1)));
    }

    private static int port(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return DEFAULT_PORT;
        }
        if (!text.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException(
                    "the port is not a number (a '/', '?' or '@' in a password is written %2F, %3F, %40)");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> query(String query) {
        var parameters = new LinkedHashMap<String, String>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decode(pair.substring(0, equals), "query"), decode(pair.substring(equals + 1), "query"));
            }
        }
        return parameters;
    }

    /// libpq's and asyncpg's names of parameters, turned into pgjdbc's.
    private static Map<String, String> forPgjdbc(Map<String, String> given) {
        var parameters = new LinkedHashMap<String, String>();
        given.forEach((name, value) -> {
            switch (name) {
                case "user", "password", "dbname" -> {}
                case "host" -> throw new IllegalArgumentException("the host stands before the database name");
                case "ssl" -> parameters.put("sslmode", sslMode(value));
                case "connect_timeout" -> parameters.put("connectTimeout", value);
                case "application_name" -> parameters.put("ApplicationName", value);
                case "channel_binding" -> parameters.put("channelBinding", value);
                case "pgbouncer" -> parameters.put("prepareThreshold", "true".equals(value) ? "0" : "5");
                default -> parameters.put(name, value);
            }
        });
        return parameters;
    }

    private static String sslMode(String asyncpgSsl) {
        return switch (asyncpgSsl) {
            case "true", "1", "" -> "require";
            case "false", "0" -> "disable";
            default -> asyncpgSsl;
        };
    }

    /// Percent-decoding as libpq does it: a plus sign stays a plus sign.
    private static String decode(String text, String what) {
        var bytes = new ByteArrayOutputStream(text.length());
        byte[] raw = text.getBytes(UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                bytes.write(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException("a '%' in the " + what + " is written %25");
            }
            bytes.write(high * 16 + low);
            i += 2;
        }
        return bytes.toString(UTF_8);
    }
}
