package io.hexforge.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Direct call, nginx relay, Portkey's gateway and Hexforge with everything on, side by side in one run; the result is
/// written to `docs/benchmarks.md`.
///
/// `-Dbench.seconds` (4) is the length of one measurement, `-Dbench.rounds` (3) how many the median is taken of,
/// `-Dbench.cold` (60) how many seconds are measured one by one after the start, `-Dbench.soak` (0) how many seconds of
/// load the memory is watched over. `-Dbench.noPortkey=true` leaves Portkey out, which npm would install.
@Tag("bench")
class GatewayBench {
    private static final Duration SECONDS = Duration.ofSeconds(Integer.getInteger("bench.seconds", 4));
    private static final int ROUNDS = Integer.getInteger("bench.rounds", 3);
    private static final int[] CONNECTIONS = {1, 16, 64};
    private static final int COLD_SECONDS = Integer.getInteger("bench.cold", 60);
    private static final Duration SOAK = Duration.ofSeconds(Integer.getInteger("bench.soak", 0));
    private static final int HELD_STREAMS = Integer.getInteger("bench.streams", 500);

    private final LoadGenerator load = LoadGenerator.best();
    private final BenchReport report = new BenchReport(load.name(), SECONDS, ROUNDS);

    @TempDir
    Path folder;

    @Test
    void gateway_beside_nginx_portkey_and_a_direct_call() throws Exception {
        var root = root();
        OwnProcess.output(root.resolve("hexforge").toString(), "prepare"); // builds now what it would build later
        int nginxPort = NginxRelay.freePort();
        int portkeyPort = NginxRelay.freePort();
        try (var upstream = InstantUpstream.start(folder)) {
            int upstreamPort = InstantUpstream.port(upstream);
            try (var _ = NginxRelay.start(folder, nginxPort, upstreamPort);
                    var portkey = PortkeyRelay.start(folder, portkeyPort);
                    var hexforge = startHexforge(root, upstreamPort)) {
                report.withoutPortkey(portkey.absence());
                report.memory("idle", hexforge.residentMib());
                cold(hexforge.target());
                var others = List.of(
                        new Target("direct", upstreamPort, "sk-bench", "instant"),
                        new Target("nginx", nginxPort, "sk-bench", "instant"));
                var targets = new ArrayList<>(others);
                targets.add(hexforge.target());
                var paced = List.copyOf(targets);
                portkey.target(upstreamPort).ifPresent(targets::add);
                throughput(targets);
                streams(paced);
                report.memory("after the load", hexforge.residentMib());
                if (SOAK.isPositive()) {
                    report.soak(Soak.of(load, hexforge, SOAK));
                }
            }
        }
        report.writeTo(root.resolve("docs/benchmarks.md"));
        report.requireBars();
    }

    private HexforgeServer startHexforge(Path root, int upstreamPort) throws IOException, InterruptedException {
        var home = folder.resolve("home");
        String key;
        try (var first = HexforgeServer.first(root, home, upstreamPort)) {
            report.start("on an empty home", first.startedIn());
            key = first.target().apiKey();
        }
        var again = HexforgeServer.again(root, home, upstreamPort, key);
        report.start("on an existing home", again.startedIn());
        return again;
    }

    private void cold(Target hexforge) throws IOException, InterruptedException {
        for (int second = 1; second <= COLD_SECONDS; second++) {
            var measured = load.run(hexforge, false, 16, Duration.ofSeconds(1));
            report.cold(second, measured);
        }
    }

    private void throughput(List<Target> targets) throws IOException, InterruptedException {
        for (boolean stream : new boolean[] {false, true}) {
            for (var target : targets) {
                load.run(target, stream, 16, SECONDS); // warm
            }
            for (int connections : CONNECTIONS) {
                for (int round = 0; round < ROUNDS; round++) {
                    for (var target : targets) {
                        report.throughput(stream, connections, target, load.run(target, stream, connections, SECONDS));
                    }
                }
            }
        }
    }

    private void streams(List<Target> targets) throws IOException {
        for (var target : targets) {
            PacedStreams.hold(target, HELD_STREAMS, 2); // warm
        }
        for (var target : targets) {
            report.paced(target, PacedStreams.hold(target, 4, 8));
        }
        for (var target : targets) {
            report.paced(target, PacedStreams.hold(target, 16, 4));
        }
        for (var target : targets) {
            report.paced(target, PacedStreams.hold(target, HELD_STREAMS, 2));
        }
    }

    private static Path root() {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("hexforge"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no launcher above " + Path.of("").toAbsolutePath());
    }
}
