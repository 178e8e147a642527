package io.hexforge.adapter.crypto.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hexforge.adapter.crypto.identity.PooledPasswordHasher.Algorithm;
import io.hexforge.adapter.crypto.identity.PooledPasswordHasher.Settings;
import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.PasswordHasher;
import io.hexforge.ports.driven.identity.PasswordHasher.Verdict;
import io.hexforge.ports.driven.identity.PasswordHasherContract;
import io.hexforge.ports.inprocess.identity.Pbkdf2PasswordHasher;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PooledPasswordHasherTest implements PasswordHasherContract {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Secret VECTORS = new Secret("password");

    private final PooledPasswordHasher hasher = hasher(Algorithm.ARGON2ID, 64, 2);

    @AfterEach
    void close() {
        hasher.close();
    }

    @Override
    public PasswordHasher hasher() {
        return hasher;
    }

    @Override
    public String outdated() {
        try (var weaker = hasher(Algorithm.ARGON2ID, 32, 2)) {
            return weaker.hash(PASSWORD);
        }
    }

    @Test
    void hashes_by_default_as_owasp_recommends() {
        var settings =
                Settings.of(Algorithm.ARGON2ID, Settings.DEFAULT_MEMORY_KIB, Settings.DEFAULT_PASSES, 600_000, 2);
        try (var standard = new PooledPasswordHasher(settings, RANDOM)) {
            assertThat(standard.hash(PASSWORD)).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        }
        assertThat(settings.threads()).as("one core stays free").isEqualTo(1);
        assertThat(settings.queue()).isGreaterThanOrEqualTo(200);
        assertThat(settings.patience()).isEqualTo(Duration.ofSeconds(20));
    }

    /// From the tests of the reference implementation.
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc RIGHT",
                "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc RIGHT",
                "$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$wWKIMhR9lyDFvRz9YTZweHKfbftvj+qf+YFY4NeBbtA RIGHT",
                "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ RIGHT",
                "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$cQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc WRONG"
            })
    void verifies_argon2_of_any_kind(String hash, String expected) {
        Verdict verdict = hasher.verify(VECTORS, hash);

        assertThat(verdict.right()).isEqualTo(expected.equals("RIGHT"));
        assertThat(verdict).as("its salt is short").isNotEqualTo(Verdict.RIGHT);
    }

    @Test
    void verifies_bcrypt_and_asks_for_it_to_be_made_anew() {
        String hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

        assertThat(hasher.verify(new Secret("U*U"), hash)).isEqualTo(Verdict.OUTDATED);
        assertThat(hasher.verify(new Secret("U*u"), hash)).isEqualTo(Verdict.WRONG);
        assertThat(hasher.verify(new Secret("U*U"), hash.replace("$2a$", "$2b$")))
                .isEqualTo(Verdict.OUTDATED);
        assertThat(hasher.verify(new Secret("U*U"), hash.replace("$2a$", "$2y$")))
                .isEqualTo(Verdict.OUTDATED);
        assertThat(hasher.verify(new Secret("x".repeat(300)), hash)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void makes_hashes_of_the_other_algorithm_anew() {
        String pbkdf2 = new Pbkdf2PasswordHasher(1_000_000, RANDOM).hash(PASSWORD);

        assertThat(hasher.verify(PASSWORD, pbkdf2)).isEqualTo(Verdict.OUTDATED);
    }

    @Test
    void turns_away_whom_the_queue_has_no_room_for() {
        var tight = new Settings(Algorithm.ARGON2ID, 4096, 2, 1, 1, 2, Duration.ofSeconds(20));
        try (var full = new PooledPasswordHasher(tight, RANDOM)) {
            var outcomes = Race.ofFifty(i -> {
                try {
                    return full.hash(PASSWORD);
                } catch (PortException e) {
                    return e.kind().name();
                }
            });
            assertThat(outcomes).contains("UNAVAILABLE").anyMatch(outcome -> outcome.startsWith("$argon2id$"));
        }
    }

    @Test
    void lets_few_have_their_turn_at_a_time_and_turns_away_whom_there_is_no_room_for() {
        var tight = new Settings(Algorithm.ARGON2ID, 4096, 2, 1, 1, 40, Duration.ofSeconds(20));
        var atWork = new AtomicInteger();
        var most = new AtomicInteger();
        try (var few = new PooledPasswordHasher(tight, RANDOM)) {
            var outcomes = Race.ofFifty(i -> {
                try {
                    return few.inTurn(() -> {
                        most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                        few.hash(PASSWORD);
                        return "had its turn after " + atWork.decrementAndGet();
                    });
                } catch (PortException e) {
                    return e.kind().name();
                }
            });
            assertThat(most.get()).isLessThanOrEqualTo(2);
            assertThat(outcomes.stream().filter(outcome -> outcome.startsWith("had")))
                    .hasSizeGreaterThanOrEqualTo(42);
        }
    }

    @Test
    void turns_away_who_has_waited_too_long_for_a_turn() throws Exception {
        var impatient = new Settings(Algorithm.ARGON2ID, 64, 1, 1, 1, 200, Duration.ofMillis(1));
        var ready = new CountDownLatch(2);
        var enough = new CompletableFuture<String>();
        try (var slow = new PooledPasswordHasher(impatient, RANDOM);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2; i++) {
                threads.submit(() -> slow.inTurn(() -> {
                    ready.countDown();
                    return enough.join();
                }));
            }
            ready.await();
            assertThatThrownBy(() -> slow.inTurn(() -> "its turn"))
                    .isInstanceOfSatisfying(
                            PortException.class, e -> assertThat(e.kind()).isEqualTo(PortException.Kind.UNAVAILABLE));
            enough.complete("enough");
        }
    }

    @Test
    void turns_away_who_has_waited_too_long() {
        var impatient = new Settings(Algorithm.ARGON2ID, 65536, 3, 1, 1, 200, Duration.ofMillis(1));
        try (var slow = new PooledPasswordHasher(impatient, RANDOM)) {
            assertThatThrownBy(() -> slow.hash(PASSWORD))
                    .isInstanceOfSatisfying(
                            PortException.class, e -> assertThat(e.kind()).isEqualTo(PortException.Kind.UNAVAILABLE));
        }
    }

    @Nested
    class WithPbkdf2 implements PasswordHasherContract {
        private final PooledPasswordHasher pbkdf2 = PooledPasswordHasherTest.hasher(Algorithm.PBKDF2, 64, 1);

        @AfterEach
        void close() {
            pbkdf2.close();
        }

        @Override
        public PasswordHasher hasher() {
            return pbkdf2;
        }

        @Override
        public String outdated() {
            return hasher.hash(PASSWORD);
        }
    }

    private static PooledPasswordHasher hasher(Algorithm algorithm, int memoryKib, int passes) {
        return new PooledPasswordHasher(Settings.of(algorithm, memoryKib, passes, 1_000, 2), RANDOM);
    }
}
