package io.hexforge.adapter.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.SecretHash;
import io.javalin.http.Context;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tokens in cookies, for pages in a browser: scripts cannot read them.
///
/// A browser adds cookies to whatever page's requests. Therefore a request that changes something, and whose
/// credential is a cookie, must repeat a third cookie, which scripts of our own pages can read, in a header.
public final class SessionCookies {
    /// Asks for tokens in cookies when its value is `cookie`. A header and no field of a body: other sites cannot send
    /// it without asking first, so that they cannot log a visitor in to an account of theirs.
    public static final String MODE = "X-Session-Mode";

    public static final String CSRF_HEADER = "X-CSRF-Token";

    static final String ACCESS = "__Host-hexforge-access";
    static final String REFRESH = "__Host-hexforge-refresh";
    static final String CSRF = "__Host-hexforge-csrf";

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private SessionCookies() {}

    /// {@return whether the client wants its tokens in cookies}
    public static boolean wanted(Context ctx) {
        return "cookie".equalsIgnoreCase(ctx.header(MODE));
    }

    /// Puts the tokens into cookies.
    ///
    /// @return what the page has to send in the header `X-CSRF-Token`
    public static String set(
            Context ctx, Secret accessToken, Duration accessFor, Secret refreshToken, Duration refreshFor) {
        // Unpredictable, because the refresh token is, and of no use to find it.
        String csrf = SecretHash.of("csrf " + refreshToken.reveal()).hex().substring(0, 32);
        add(ctx, ACCESS, accessToken.reveal(), accessFor, true);
        add(ctx, REFRESH, refreshToken.reveal(), refreshFor, true);
        add(ctx, CSRF, csrf, refreshFor, false);
        return csrf;
    }

    public static void clear(Context ctx) {
        add(ctx, ACCESS, "", Duration.ZERO, true);
        add(ctx, REFRESH, "", Duration.ZERO, true);
        add(ctx, CSRF, "", Duration.ZERO, false);
    }

    static @Nullable String access(Context ctx) {
        return ctx.cookie(ACCESS);
    }

    /// {@return the refresh token in the request's cookie, or null if it has none}
    public static @Nullable String refresh(Context ctx) {
        return ctx.cookie(REFRESH);
    }

    /// Refuses a request that another site's page may have caused. To be called for all whose credential is a cookie.
    ///
    /// @throws Refused 403 if it could change something and does not repeat the cookie
    public static void requireOwnPage(Context ctx) {
        String cookie = ctx.cookie(CSRF);
        String header = ctx.header(CSRF_HEADER);
        boolean repeated = cookie != null
                && header != null
                && MessageDigest.isEqual(cookie.getBytes(UTF_8), header.getBytes(UTF_8));
        if (!repeated && !SAFE.contains(ctx.req().getMethod())) {
            throw new Refused(Problem.of(
                    403,
                    "csrf_token_mismatch",
                    "Not allowed",
                    "a request with a cookie must repeat the cookie " + CSRF + " in the header " + CSRF_HEADER));
        }
    }

    private static void add(Context ctx, String name, String value, Duration maxAge, boolean httpOnly) {
        ctx.res()
                .addHeader(
                        "Set-Cookie",
                        name + "=" + value + "; Path=/; Max-Age=" + maxAge.toSeconds() + "; Secure; SameSite=Strict"
                                + (httpOnly ? "; HttpOnly" : ""));
    }
}
