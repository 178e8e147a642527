package io.hexforge.adapter.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One data directory and the server process on it. Not safe for concurrent use.
final class Postmaster {
    private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
    /// Generous, because a server that crashed replays its log first.
    private static final Duration START_DEADLINE = Duration.ofMinutes(2);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final int START_ATTEMPTS = 5;
    private static final long LOG_LIMIT_BYTES = 16L << 20;

    private final PostgresBinaries binaries;
    private final Path home;
    private final Path data;
    private final Path log;

    Postmaster(PostgresBinaries binaries, Path home) {
        this.binaries = binaries;
        this.home = home;
        this.data = home.resolve("data");
        this.log = home.resolve("server.log");
    }

    boolean initialised() {
        return Files.exists(data.resolve("PG_VERSION"));
    }

    /// Creates the data directory, whole or not at all. The superuser `postgres` gets the password in
    /// `passwordFile`.
    void initialise(Path passwordFile) throws IOException {
        Path unfinished = home.resolve("data.new");
        OwnerOnly.deleteTree(unfinished);
        LOG.info("Creating a database in {}", data);
        run(binaries.command(
                "initdb",
                "--pgdata=" + unfinished,
                "--username=postgres",
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile,
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions"));
        Files.writeString(
                unfinished.resolve("postgresql.conf"), "\ninclude = 'hexforge.conf'\n", StandardOpenOption.APPEND);
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /// {@return the server that runs on the data directory, if there is one; it may still be starting or
    /// stopping}
    Optional<PostmasterPid> running() throws IOException {
        return PostmasterPid.of(data).filter(PostmasterPid::alive);
    }

    /// Makes a server run: takes over one that runs with today's settings, else starts one.
    ///
    /// @return the port it listens on
    int startOrAdopt() throws IOException {
        var found = running();
        if (found.isPresent()
                && !found.get().stopping()
                && settingsAreCurrent(found.get().port())) {
            LOG.info(
                    "Taking over the PostgreSQL that runs as process {}",
                    found.get().pid());
            try {
                return awaitReady(null).port();
            } catch (IOException ended) {
                if (running().isPresent()) {
                    throw ended;
                }
                LOG.info("It ended meanwhile: starting another");
            }
        } else if (found.isPresent()) {
            stop();
        }
        return start();
    }

    /// Stops the server: clients are cut off, nothing committed is lost.
    void stop() throws IOException {
        var server = running();
        if (server.isEmpty()) {
            return;
        }
        long pid = server.get().pid();
        for (String signal : List.of("INT", "QUIT", "KILL")) {
            run(binaries.command("pg_ctl", "kill", signal, Long.toString(pid)));
            if (await(STOP_DEADLINE, () -> !PostmasterPid.isAlive(pid))) {
                return;
            }
            LOG.warn("PostgreSQL did not stop within {} after SIG{}", STOP_DEADLINE, signal);
        }
        throw new IOException("PostgreSQL (process " + pid + ") cannot be stopped");
    }

    /// Keeps the server's log from filling the disk: beyond 16 MB it becomes `server.log.1` and starts anew.
    void limitLog() throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
            Files.copy(log, log.resolveSibling("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
            // The server appends, so it goes on at the new end.
            Files.newOutputStream(log).close();
        }
    }

    private int start() throws IOException {
        for (int attempt = 1; ; attempt++) {
            var left = PostmasterPid.of(data);
            if (left.isPresent() && !left.get().alive()) {
                left.get().disown();
            }
            int port = choosePort();
            OwnerOnly.write(data.resolve("hexforge.conf"), settings(port));
            OwnerOnly.write(data.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
            limitLog();
            var launcher = new ProcessBuilder(binaries.command(
                            "pg_ctl",
                            "start",
                            "-w",
                            "-t",
                            "" + START_DEADLINE.toSeconds(),
                            "-D",
                            "" + data,
                            "-l",
                            "" + log))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                return awaitReady(launcher).port();
            } catch (IOException failed) {
                // Children of a killed server may take a moment to go, or somebody may have taken the port just now.
                if (attempt == START_ATTEMPTS) {
                    throw failed;
                }
                pause(Duration.ofMillis(100L * attempt));
            }
        }
    }

    private PostmasterPid awaitReady(@Nullable Process launcher) throws IOException {
        long deadline = System.nanoTime() + START_DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            var server = PostmasterPid.of(data);
            if (server.isPresent() && server.get().ready() && server.get().alive()) {
                return server.get();
            }
            boolean gaveUp = launcher == null ? running().isEmpty() : !launcher.isAlive() && launcher.exitValue() != 0;
            if (gaveUp) {
                throw new IOException("PostgreSQL did not start:\n" + endOfLog());
            }
            pause(POLL);
        }
        throw new IOException("PostgreSQL was not ready within " + START_DEADLINE + ":\n" + endOfLog());
    }

    private boolean settingsAreCurrent(int port) throws IOException {
        Path file = data.resolve("hexforge.conf");
        return Files.exists(file) && Files.readString(file).equals(settings(port));
    }

    /// {@return the port of last time if it is free, else any free one}
    private int choosePort() throws IOException {
        Path remembered = home.resolve("port");
        int last = Files.exists(remembered) ? parsePort(Files.readString(remembered)) : 0;
        int port = free(last).or(() -> free(0)).orElseThrow(() -> new IOException("no port is free on 127.0.0.1"));
        if (port != last) {
            OwnerOnly.write(remembered, port + "\n");
        }
        return port;
    }

    private static int parsePort(String text) {
        String digits = text.strip();
        return digits.matches("[0-9]{1,5}") ? Math.min(Integer.parseInt(digits), 65535) : 0;
    }

    private static Optional<Integer> free(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return Optional.of(socket.getLocalPort());
        } catch (IOException taken) {
            return Optional.empty();
        }
    }

    /// Durable, small, and reachable from this machine with a password only. There is no Unix socket: its path
    /// has a length limit that a home may exceed, and nobody needs it.
    private static String settings(int port) {
        return """
                # Written by Hexforge at each start; changes are lost.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 40
                password_encryption = 'scram-sha-256'
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                shared_buffers = '64MB'
                max_wal_size = '512MB'
                wal_level = minimal
                max_wal_senders = 0
                idle_in_transaction_session_timeout = '5min'
                jit = off
                timezone = 'UTC'
                log_timezone = 'UTC'
                log_min_messages = warning
                log_checkpoints = off
                """.formatted(port);
    }

    private String endOfLog() throws IOException {
        if (!Files.exists(log)) {
            return "(it wrote no log; as root it needs the right to make user namespaces: run as another user instead)";
        }
        var lines = Files.readString(log).lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
    }

    private static void run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            if (!process.waitFor(START_DEADLINE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed:\n" + output);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static boolean await(Duration atMost, Condition condition) throws IOException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            pause(POLL);
        }
        return true;
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static PortException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new PortException(Kind.UNAVAILABLE, "interrupted while waiting for PostgreSQL", e);
    }
}
