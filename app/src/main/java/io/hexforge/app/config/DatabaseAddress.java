package io.hexforge.app.config;

import io.hexforge.domain.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL database somewhere else.
///
/// @param jdbcUrl without user and password
/// @param user null when the driver's default is meant
/// @param password null when there is none
public record DatabaseAddress(
        String jdbcUrl, @Nullable String user, @Nullable Secret password) {
    static final String ACCEPTED =
            "postgresql://user:password@host:port/database (or postgres://, postgresql+asyncpg://, jdbc:postgresql:)";

    /// Reads any of the usual ways to write a database's address.
    ///
    /// @throws IllegalArgumentException if it is none of them
    static DatabaseAddress parse(String text) {
        String bare = text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text;
        URI url;
        try {
            url = new URI(bare);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean postgres = scheme.equals("postgres") || scheme.matches("postgresql(\\+[a-z0-9]+)?");
        String path = url.getRawPath();
        if (!postgres || url.getHost() == null || path == null || path.length() < 2) {
            throw new IllegalArgumentException();
        }
        String user = null;
        Secret password = null;
        String userInfo = url.getRawUserInfo();
        if (userInfo != null) {
            int colon = userInfo.indexOf(':');
            user = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
            password = colon < 0 ? null : new Secret(decoded(userInfo.substring(colon + 1)));
        }
        var kept = new ArrayList<String>();
        for (String parameter : parameters(url)) {
            String value = decoded(parameter.substring(parameter.indexOf('=') + 1));
            switch (parameter.substring(0, Math.max(0, parameter.indexOf('='))).toLowerCase(Locale.ROOT)) {
                case "user" -> user = value;
                case "password" -> password = new Secret(value);
                case "sslmode", "ssl" -> kept.add("sslmode=" + (value.equals("true") ? "require" : value));
                default -> kept.add(parameter);
            }
        }
        String authority = url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
        String query = kept.isEmpty() ? "" : "?" + String.join("&", kept);
        return new DatabaseAddress("jdbc:postgresql://" + authority + path + query, user, password);
    }

    private static List<String> parameters(URI url) {
        String query = url.getRawQuery();
        return query == null ? List.of() : List.of(query.split("&"));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
