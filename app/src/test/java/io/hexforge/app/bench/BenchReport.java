package io.hexforge.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Collects the measurements, writes them as Markdown and holds them against the bars.
final class BenchReport {
    private static final Set<Integer> COLD_SECONDS = Set.of(1, 5, 15, 60);
    private static final double LEAST_SHARE_OF_NGINX = 0.15;
    private static final double LEAST_TIMES_PORTKEY = 8;
    private static final double MOST_ADDED_P50_MICROS = 350;
    private static final long MOST_MEMORY_MIB = 512;
    /// Garbage collection alone moves a process's memory by some MiB.
    private static final long MOST_GROWTH_MIB = 16;

    private record Case(boolean stream, int connections) {}

    private final double loadBefore =
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    private final String loadGenerator;
    private final Duration each;
    private final int rounds;
    private final Map<Case, Map<String, List<Load>>> loads = new LinkedHashMap<>();
    private final Map<Integer, Map<String, PacedStreams>> paced = new TreeMap<>();
    private final Map<Integer, Load> cold = new TreeMap<>();
    private final Map<String, Duration> starts = new LinkedHashMap<>();
    private final Map<String, Long> memory = new LinkedHashMap<>();
    private String portkeysAbsence = "";
    private @Nullable Soak soak;

    BenchReport(String loadGenerator, Duration each, int rounds) {
        this.loadGenerator = loadGenerator;
        this.each = each;
        this.rounds = rounds;
    }

    void throughput(boolean stream, int connections, Target target, Load load) {
        loads.computeIfAbsent(new Case(stream, connections), _ -> new LinkedHashMap<>())
                .computeIfAbsent(target.name(), _ -> new ArrayList<>())
                .add(load);
    }

    void paced(Target target, PacedStreams streams) {
        paced.computeIfAbsent(streams.streams(), _ -> new LinkedHashMap<>()).put(target.name(), streams);
    }

    void cold(int second, Load load) {
        if (COLD_SECONDS.contains(second)) {
            cold.put(second, load);
        }
    }

    void start(String what, Duration took) {
        starts.put(what, took);
    }

    void memory(String when, long mib) {
        memory.put(when, mib);
    }

    /// @param why why Portkey is not measured; empty if it is
    void withoutPortkey(String why) {
        portkeysAbsence = why;
    }

    void soak(Soak soaked) {
        soak = soaked;
    }

    /// Fails when a figure misses its bar.
    void requireBars() {
        loads.forEach(
                (which, byTarget) -> assertThat(median(byTarget, "Hexforge").failures())
                        .as("failed requests through Hexforge, %s", which)
                        .isZero());
        paced.forEach((streams, byTarget) -> assertThat(byTarget.get("Hexforge").lost())
                .as("tokens lost of %d paced streams", streams)
                .isZero());
        assertThat(share(new Case(false, 16))).as("share of nginx at c=16").isGreaterThan(LEAST_SHARE_OF_NGINX);
        if (portkeysAbsence.isEmpty()) {
            assertThat(timesPortkey(new Case(false, 16)))
                    .as("times Portkey at c=16")
                    .isGreaterThan(LEAST_TIMES_PORTKEY);
        }
        Soak soaked = soak;
        if (soaked != null) {
            assertThat(soaked.failures()).as("failed requests of the soak").isZero();
            assertThat(soaked.highest()).as("resident MiB").isLessThanOrEqualTo(MOST_MEMORY_MIB);
            assertThat(soaked.growth()).as("growth of resident MiB").isLessThanOrEqualTo(MOST_GROWTH_MIB);
        }
        assertThat(addedP50(new Case(false, 1))).as("added p50 in µs at c=1").isLessThan(MOST_ADDED_P50_MICROS);
    }

    /// Replaces all but the section about logins, which has a benchmark of its own.
    void writeTo(Path file) throws IOException {
        String old = Files.exists(file) ? Files.readString(file) : "";
        int logins = old.indexOf(LoginBench.HEADING);
        Files.writeString(file, report() + (logins < 0 ? "" : old.substring(logins)));
    }

    private String report() throws IOException {
        return """
                # Benchmarks

                Written by `mvn -Pbench verify` on %s: %s. Do not edit.

                Load: %s. Every figure is the median of %d rounds of %d s, the targets taking turns within a round.
                The upstream answers at once (about 400 bytes; streams of %d tokens, one packet each) and runs on the same machine, as do the
                load generator and the relay, so all of them share its processors. "Direct" is the load generator straight at the upstream,
                "nginx" a bare reverse proxy with two workers, "Portkey" the gateway of that name: %s. Hexforge runs as `./hexforge serve`
                does, with its embedded PostgreSQL and everything on: authentication, limits, routing, usage.
                The machine's load average was %.1f when the run began: above 0.5 other work took part of the processors, which the
                ratio to nginx bears better than the 99th percentiles and the start times do.

                ## Throughput and latency

                %s
                ## Time added per streamed token

                Tokens arrive every %d ms; the time of each is taken from the upstream's write to the client's read. Late means by more than that pace.
                Each target has held the most streams once before, to be warm.

                %s
                ## Start, memory, the first minute

                %s""".formatted(
                        LocalDate.now(java.time.ZoneOffset.UTC),
                        machine(),
                        loadGenerator,
                        rounds,
                        each.toSeconds(),
                        InstantUpstream.FRAMES,
                        portkey(),
                        loadBefore,
                        throughputTable(),
                        InstantUpstream.PACE_NANOS / 1_000_000,
                        pacedTable(),
                        lifeTable());
    }

    private String portkey() {
        return portkeysAbsence.isEmpty()
                ? "`@portkey-ai/gateway` " + PortkeyRelay.VERSION + " from npm, one process"
                : "not measured, since " + portkeysAbsence;
    }

    private String throughputTable() {
        var table = new StringBuilder("""
                | answers | c | direct req/s | nginx req/s | Portkey req/s | Hexforge req/s | of nginx | times Portkey | nginx p50 / p99 ms | Portkey p50 / p99 ms | Hexforge p50 / p99 ms | added to nginx p50 / p99 ms |
                |---|---|---|---|---|---|---|---|---|---|---|---|
                """);
        loads.forEach((which, byTarget) -> {
            var nginx = median(byTarget, "nginx");
            var hexforge = median(byTarget, "Hexforge");
            var portkey = byTarget.containsKey("Portkey") ? median(byTarget, "Portkey") : Load.NONE;
            table.append(text(
                    "| %s | %d | %,.0f | %,.0f | %,.0f | %,.0f | %.2f | %.1f | %s | %s | %s | %.2f / %.2f |%n",
                    which.stream ? "streamed" : "whole",
                    which.connections,
                    median(byTarget, "direct").requestsPerSecond(),
                    nginx.requestsPerSecond(),
                    portkey.requestsPerSecond(),
                    hexforge.requestsPerSecond(),
                    share(which),
                    timesPortkey(which),
                    millis(nginx),
                    millis(portkey),
                    millis(hexforge),
                    addedP50(which) / 1e3,
                    (hexforge.p99Micros() - nginx.p99Micros()) / 1e3));
        });
        return table.toString();
    }

    private String pacedTable() {
        var table = new StringBuilder("""
                | streams at once | target | tokens | lost | late | p50 µs | p99 µs | added to direct p50 / p99 µs |
                |---|---|---|---|---|---|---|---|
                """);
        paced.forEach((streams, byTarget) -> byTarget.forEach((target, held) -> table.append(text(
                "| %d | %s | %,d | %d | %d | %,.0f | %,.0f | %,.0f / %,.0f |%n",
                streams,
                target,
                held.tokens(),
                held.lost(),
                held.late(),
                held.p50Micros(),
                held.p99Micros(),
                held.p50Micros() - byTarget.get("direct").p50Micros(),
                held.p99Micros() - byTarget.get("direct").p99Micros()))));
        return table.toString();
    }

    private String lifeTable() {
        var table = new StringBuilder("| figure | value |\n|---|---|\n");
        starts.forEach((what, took) -> table.append(text(
                "| process start to first 200 of an authenticated completion, %s | %.2f s |%n",
                what, took.toMillis() / 1e3)));
        memory.forEach((when, mib) -> table.append(text("| resident memory of the JVM, %s | %d MiB |%n", when, mib)));
        cold.forEach((second, load) -> table.append(
                text("| req/s at c=16 in second %d after the start | %,.0f |%n", second, load.requestsPerSecond())));
        if (soak != null) {
            table.append(text(
                    "| resident memory of the JVM over %d s at c=16, MiB each twentieth | %s |%n",
                    soak.duration().toSeconds(), soak.each(Soak.Sample::mib)));
            table.append(text("| its growth in the last quarter | %d MiB |%n", soak.growth()));
            table.append(text(
                    "| heap after a full collection, early and at the end | %d MiB, %d MiB |%n",
                    soak.early(), soak.late()));
            table.append(text("| platform threads, each twentieth | %s |%n", soak.each(Soak.Sample::threads)));
            table.append(text("| open files, each twentieth | %s |%n", soak.each(Soak.Sample::files)));
            table.append(text("| usage rows written meanwhile | %,d |%n", soak.usageRows()));
            table.append(text("| failed requests meanwhile | %,d |%n", soak.failures()));
        }
        return table.toString();
    }

    private double timesPortkey(Case which) {
        var byTarget = loads.get(which);
        return byTarget.containsKey("Portkey")
                ? median(byTarget, "Hexforge").requestsPerSecond()
                        / median(byTarget, "Portkey").requestsPerSecond()
                : Double.NaN;
    }

    private double share(Case which) {
        var byTarget = loads.get(which);
        return median(byTarget, "Hexforge").requestsPerSecond()
                / median(byTarget, "nginx").requestsPerSecond();
    }

    private double addedP50(Case which) {
        var byTarget = loads.get(which);
        return median(byTarget, "Hexforge").p50Micros()
                - median(byTarget, "nginx").p50Micros();
    }

    private static Load median(Map<String, List<Load>> byTarget, String target) {
        return Load.median(byTarget.get(target));
    }

    private static String millis(Load load) {
        return text("%.2f / %.2f", load.p50Micros() / 1e3, load.p99Micros() / 1e3);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String machine() throws IOException {
        var processor = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse(System.getProperty("os.arch"));
        return Runtime.getRuntime().availableProcessors() + " processors (" + processor + "), "
                + System.getProperty("os.name") + ", JDK " + System.getProperty("java.version");
    }
}
