package io.hexforge.app.config;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.SessionPolicy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long people stay logged in.
///
/// @param sharedSecret signs access tokens instead of keys of our own; null for none
public record SessionConfig(SessionPolicy policy, @Nullable Secret sharedSecret) {
    private static final int SHORTEST_SECRET = 32;

    static SessionConfig from(Settings settings) {
        var policy = new SessionPolicy(
                Duration.ofMinutes(settings.integer("ACCESS_TOKEN_EXPIRE_MINUTES", 30, 1, 1_440)),
                Duration.ofDays(settings.integer("REFRESH_TOKEN_EXPIRE_DAYS", 7, 1, 365)),
                Duration.ofDays(settings.integer("SESSION_EXPIRE_DAYS", 30, 1, 3_650)),
                SessionPolicy.DEFAULT.repeatWithin(),
                SessionPolicy.DEFAULT.freshFor(),
                SessionPolicy.DEFAULT.mostPerUser(),
                settings.flag("REQUIRE_MFA", false));
        Secret secret = settings.secret("JWT_SECRET_KEY", "(none: keys of our own)", "JWT_SECRET", "SECRET_KEY")
                .orElse(null);
        // RFC 7518, section 3.2.
        if (secret != null && secret.reveal().getBytes(StandardCharsets.UTF_8).length < SHORTEST_SECRET) {
            settings.problem("JWT_SECRET_KEY", "accepts 32 bytes or more");
        }
        return new SessionConfig(policy, secret);
    }
}
