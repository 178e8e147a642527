package io.hexforge.app.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A process that the benchmark started, its output in a file. Closing it stops it.
final class OwnProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;

    private OwnProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static OwnProcess start(Path log, Map<String, String> environment, List<String> command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new OwnProcess(builder.start(), log);
    }

    /// What a command that ends by itself printed.
    static String output(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed: " + output);
        }
        return output;
    }

    static boolean isInstalled(String command) {
        return Arrays.stream((System.getenv("PATH") + ":/usr/sbin").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    long id() {
        return process.pid();
    }

    /// Waits until the output holds `pattern`.
    MatchResult awaitOutput(Pattern pattern) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var match = pattern.matcher(Files.readString(log));
            if (match.find()) {
                return match.toMatchResult();
            }
            requireAlive();
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no " + pattern + " in " + log + ": " + Files.readString(log));
            }
            Thread.sleep(5);
        }
    }

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("ended with " + process.exitValue() + ": " + Files.readString(log));
        }
    }

    /// Resident memory in MiB.
    long residentMib() throws IOException {
        var line = Files.readAllLines(Path.of("/proc/" + id() + "/status")).stream()
                .filter(each -> each.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
    }

    /// How many entries the process has in a folder of `/proc`.
    long count(String folder) throws IOException {
        try (var entries = Files.list(Path.of("/proc/" + id(), folder))) {
            return entries.count();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
