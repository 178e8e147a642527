package io.hexforge.app;

import io.hexforge.adapter.cli.Installation;
import io.hexforge.adapter.crypto.identity.PooledPasswordHasher;
import io.hexforge.adapter.crypto.identity.PooledPasswordHasher.Algorithm;
import io.hexforge.adapter.crypto.identity.PooledPasswordHasher.Settings;
import io.hexforge.domain.Secret;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Measures how passwords may be hashed on this machine within a given time.
///
/// @param limit how long one hash may take
record MeasureHashing(Duration limit, SecureRandom random) {
    private static final int LEAST_KIB = 19 * 1024;
    private static final int MOST_KIB = 512 * 1024;
    private static final int LEAST_ITERATIONS = 600_000;
    private static final int ROUNDS = 3;
    private static final Secret PASSWORD = new Secret("correct horse battery staple");

    /// {@return the strongest settings of each algorithm that keep the limit; the recommended least ones always}
    List<Installation.Calibration> run() {
        var found = new ArrayList<Installation.Calibration>();
        for (int passes = 2; passes <= 4; passes++) {
            argon2(passes).ifPresent(found::add);
        }
        found.add(pbkdf2());
        return found;
    }

    private Optional<Installation.Calibration> argon2(int passes) {
        Installation.@Nullable Calibration best = null;
        for (int memory = LEAST_KIB; memory <= MOST_KIB; memory *= 2) {
            long millis = millis(Settings.of(Algorithm.ARGON2ID, memory, passes, 1, 1));
            boolean least = memory == LEAST_KIB && passes == 2;
            if (millis > limit.toMillis() && !least) {
                break;
            }
            best = new Installation.Calibration("ARGON2_MEMORY_KIB=" + memory + " ARGON2_PASSES=" + passes, millis);
        }
        return Optional.ofNullable(best);
    }

    private Installation.Calibration pbkdf2() {
        long millis = millis(Settings.of(Algorithm.PBKDF2, 1, 1, LEAST_ITERATIONS, 1));
        long iterations = Math.max(
                LEAST_ITERATIONS, LEAST_ITERATIONS * limit.toMillis() / Math.max(1, millis) / 100_000 * 100_000);
        return new Installation.Calibration(
                "PASSWORD_HASH=pbkdf2 PBKDF2_ITERATIONS=" + iterations, millis * iterations / LEAST_ITERATIONS);
    }

    /// {@return the least of a few times}
    private long millis(Settings settings) {
        try (var hasher = new PooledPasswordHasher(settings, random)) {
            long best = Long.MAX_VALUE;
            for (int i = 0; i < ROUNDS; i++) {
                long begin = System.nanoTime();
                hasher.hash(PASSWORD);
                best = Math.min(best, System.nanoTime() - begin);
            }
            return Duration.ofNanos(best).toMillis();
        }
    }
}
