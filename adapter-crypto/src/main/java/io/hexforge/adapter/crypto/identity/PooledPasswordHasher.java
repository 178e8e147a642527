package io.hexforge.adapter.crypto.identity;

import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.identity.PasswordHasher;
import io.hexforge.ports.inprocess.identity.Pbkdf2PasswordHasher;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jspecify.annotations.Nullable;

/// Hashes with Argon2id or PBKDF2, and verifies these and bcrypt, on a few platform threads, so that a rush of logins
/// leaves a core to everything else. Safe for concurrent use.
public final class PooledPasswordHasher implements PasswordHasher, AutoCloseable {
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}");
    private static final int BCRYPT_BYTES = 72;

    private final Settings settings;
    private final Pbkdf2PasswordHasher pbkdf2;
    private final SecureRandom random;
    private final ThreadPoolExecutor threads;
    private final Semaphore turns;
    private final ThreadLocal<BlockQueue> memory;

    public enum Algorithm {
        ARGON2ID,
        PBKDF2
    }

    /// @param memoryKib of Argon2id, in KiB
    /// @param passes of Argon2id over its memory
    /// @param iterations of PBKDF2
    /// @param threads that hash at a time
    /// @param queue how many may wait for one
    /// @param patience how long one waits
    public record Settings(
            Algorithm algorithm, int memoryKib, int passes, int iterations, int threads, int queue, Duration patience) {
        public static final int DEFAULT_MEMORY_KIB = 19 * 1024;
        public static final int DEFAULT_PASSES = 2;
        public static final int DEFAULT_QUEUE = 256;
        private static final Duration PATIENCE = Duration.ofSeconds(20);

        /// All but one of `cores` may hash.
        public static Settings of(Algorithm algorithm, int memoryKib, int passes, int iterations, int cores) {
            int threads = Math.max(1, cores - 1);
            return new Settings(algorithm, memoryKib, passes, iterations, threads, DEFAULT_QUEUE, PATIENCE);
        }

        /// {@return these with other bounds}
        public Settings within(int otherThreads, int otherQueue) {
            return new Settings(algorithm, memoryKib, passes, iterations, otherThreads, otherQueue, patience);
        }
    }

    public PooledPasswordHasher(Settings settings, SecureRandom random) {
        this.settings = settings;
        this.pbkdf2 = new Pbkdf2PasswordHasher(settings.iterations(), random);
        this.random = random;
        this.threads = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.queue()),
                Thread.ofPlatform().daemon().name("password-", 0).factory());
        // One more than hash, so that they never wait for the database.
        this.turns = new Semaphore(settings.threads() + 1, true);
        // Memory that a thread keeps from one hash to the next: making it anew each time is work for the collector.
        this.memory = ThreadLocal.withInitial(BlockQueue::new);
    }

    @Override
    public String hash(Secret password) {
        return onAThread(() -> switch (settings.algorithm()) {
            case ARGON2ID -> wanted().of(password, memory.get()).text();
            case PBKDF2 -> pbkdf2.hash(password);
        });
    }

    @Override
    public Verdict verify(Secret password, String hash) {
        return onAThread(() -> verifyHere(password, hash));
    }

    @Override
    public String decoy() {
        return switch (settings.algorithm()) {
            case ARGON2ID -> wanted().with(bytes(Argon2.HASH_BYTES)).text();
            case PBKDF2 -> pbkdf2.decoy();
        };
    }

    @Override
    public <T extends @Nullable Object> T inTurn(Supplier<T> work) {
        boolean hasTurn = false;
        try {
            hasTurn = turns.getQueueLength() < settings.queue()
                    && turns.tryAcquire(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
            if (!hasTurn) {
                throw tooMany(null);
            }
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        } finally {
            if (hasTurn) {
                turns.release();
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Verdict verifyHere(Secret password, String hash) {
        Optional<Argon2> argon2 = Argon2.parse(hash);
        if (argon2.isPresent()) {
            return demoted(Algorithm.ARGON2ID, argon2.get().verify(password, wanted(), memory.get()));
        }
        if (BCRYPT.matcher(hash).matches()) {
            return demoted(null, bcrypt(password, hash));
        }
        return demoted(Algorithm.PBKDF2, pbkdf2.verify(password, hash));
    }

    /// A hash of another algorithm than the one in use is to be made anew.
    private Verdict demoted(@Nullable Algorithm made, Verdict verdict) {
        return verdict.right() && made != settings.algorithm() ? Verdict.OUTDATED : verdict;
    }

    /// Those who made such hashes cut passwords off at 72 bytes.
    private static Verdict bcrypt(Secret password, String hash) {
        byte[] utf8 = password.reveal().getBytes(StandardCharsets.UTF_8);
        byte[] heeded = utf8.length > BCRYPT_BYTES ? Arrays.copyOf(utf8, BCRYPT_BYTES) : utf8;
        return OpenBSDBCrypt.checkPassword(hash, heeded) ? Verdict.RIGHT : Verdict.WRONG;
    }

    private Argon2 wanted() {
        return Argon2.id(settings.memoryKib(), settings.passes(), bytes(Argon2.SALT_BYTES));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> T onAThread(Supplier<T> work) {
        var task = new FutureTask<>(work::get);
        try {
            threads.execute(task);
            return task.get(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException | TimeoutException full) {
            threads.remove(task);
            task.cancel(false);
            throw tooMany(full);
        } catch (InterruptedException e) {
            threads.remove(task);
            Thread.currentThread().interrupt();
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw new PortException(Kind.BROKEN, "a password could not be hashed", e.getCause());
        }
    }

    private static PortException tooMany(@Nullable Exception full) {
        return new PortException(Kind.UNAVAILABLE, "too many passwords are being checked", full);
    }

    private static PortException interrupted(InterruptedException e) {
        return new PortException(Kind.UNAVAILABLE, "interrupted while waiting for a password to be hashed", e);
    }
}
