package io.hexforge.adapter.http;

import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/// A credential as a request carries it.
///
/// @param byBrowser whether a browser added it by itself, so that the page that asked may be anybody's
public record ShownCredential(String text, boolean byBrowser) {
    private static final String BEARER = "Bearer ";

    /// {@return what the request shows, or null if it shows nothing}
    public static @Nullable ShownCredential of(Context ctx) {
        String authorization = ctx.header("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return new ShownCredential(authorization.substring(BEARER.length()).strip(), false);
        }
        String key = ErrorShape.of(ctx.path()) == ErrorShape.ANTHROPIC ? ctx.header("x-api-key") : null;
        if (key != null) {
            return new ShownCredential(key, false);
        }
        String cookie = SessionCookies.access(ctx);
        return cookie == null ? null : new ShownCredential(cookie, true);
    }
}
