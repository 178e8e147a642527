package io.hexforge.app.config;

import io.hexforge.adapter.crypto.identity.PooledPasswordHasher;
import io.hexforge.adapter.crypto.identity.PooledPasswordHasher.Algorithm;
import io.hexforge.ports.inprocess.identity.Pbkdf2PasswordHasher;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// How people prove who they are.
///
/// @param verifiedOnly whether nobody is let in who has not confirmed their address
/// @param breachedPasswords a list of passwords that are refused; null for none
public record AccountConfig(
        PooledPasswordHasher.Settings hashing,
        boolean verifiedOnly,
        @Nullable Path breachedPasswords) {
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
                settings.flag("REQUIRE_EMAIL_VERIFICATION", environment == Environment.PRODUCTION),
                breachedPasswords(settings));
    }

    private static @Nullable Path breachedPasswords(Settings settings) {
        String name = "BREACHED_PASSWORDS_FILE";
        Path path = settings.optional(name, "(none)").map(Path::of).orElse(null);
        if (path != null && !Files.isReadable(path)) {
            settings.problem(name, "accepts a file that can be read");
        }
        return path;
    }
}
