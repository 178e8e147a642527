package io.hexforge.app.config;

import io.hexforge.adapter.crypto.identity.PooledPasswordHasher;
import io.hexforge.adapter.crypto.identity.PooledPasswordHasher.Algorithm;
import io.hexforge.ports.inprocess.identity.Pbkdf2PasswordHasher;

/// How people prove who they are.
///
/// @param verifiedOnly whether nobody is let in who has not confirmed their address
public record AccountConfig(PooledPasswordHasher.Settings hashing, boolean verifiedOnly) {
    static AccountConfig from(Settings settings, Environment environment, int cores) {
        var hashing = PooledPasswordHasher.Settings.of(
                settings.choice("PASSWORD_HASH", Algorithm.ARGON2ID),
                settings.integer(
                        "ARGON2_MEMORY_KIB", PooledPasswordHasher.Settings.DEFAULT_MEMORY_KIB, 1_024, 4_194_304),
                settings.integer("ARGON2_PASSES", PooledPasswordHasher.Settings.DEFAULT_PASSES, 1, 100),
                settings.integer("PBKDF2_ITERATIONS", Pbkdf2PasswordHasher.DEFAULT_ITERATIONS, 100_000, 100_000_000),
                cores);
        return new AccountConfig(
                hashing.within(
                        settings.integer("PASSWORD_HASH_THREADS", hashing.threads(), 1, 1_000),
                        settings.integer("PASSWORD_HASH_QUEUE", hashing.queue(), 1, 100_000)),
                settings.flag("REQUIRE_EMAIL_VERIFICATION", environment == Environment.PRODUCTION));
    }
}
