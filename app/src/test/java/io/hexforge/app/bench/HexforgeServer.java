package io.hexforge.app.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The packaged application, started by its launcher in its own process with everything on.
final class HexforgeServer implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("hf_[A-Za-z0-9_-]{16,}");
    /// So high that it is never met, and counted all the same.
    private static final String RATE_LIMIT = "1000000000";

    private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");
    private static final Pattern REQUESTS = Pattern.compile("\"requests\":(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final OwnProcess process;
    private final Target target;
    private final Duration startedIn;

    private HexforgeServer(OwnProcess process, Target target, Duration startedIn) {
        this.process = process;
        this.target = target;
        this.startedIn = startedIn;
    }

    /// Starts on an empty home, whose operator's key the server prints.
    static HexforgeServer first(Path root, Path home, int upstreamPort) throws IOException, InterruptedException {
        return start(root, home, upstreamPort, "", Map.of());
    }

    /// Starts on an empty home, with settings of one's own.
    static HexforgeServer with(Path root, Path home, int upstreamPort, Map<String, String> settings)
            throws IOException, InterruptedException {
        return start(root, home, upstreamPort, "", settings);
    }

    /// Starts on a home that has been used before.
    static HexforgeServer again(Path root, Path home, int upstreamPort, String apiKey)
            throws IOException, InterruptedException {
        return start(root, home, upstreamPort, apiKey, Map.of());
    }

    private static HexforgeServer start(
            Path root, Path home, int upstreamPort, String knownKey, Map<String, String> settings)
            throws IOException, InterruptedException {
        int port = NginxRelay.freePort();
        long start = System.nanoTime();
        var process = OwnProcess.start(
                home.resolveSibling("hexforge-" + port + ".log"),
                environment(upstreamPort, settings),
                List.of(
                        root.resolve("hexforge").toString(),
                        "serve",
                        "--port",
                        Integer.toString(port),
                        "--home",
                        home.toString()));
        try {
            var key = knownKey.isEmpty() ? process.awaitOutput(KEY).group() : knownKey;
            var target = new Target("Hexforge", port, key, "openai/instant");
            awaitCompletion(process, target);
            return new HexforgeServer(process, target, Duration.ofNanos(System.nanoTime() - start));
        } catch (IOException | InterruptedException | RuntimeException failure) {
            process.close();
            throw failure;
        }
    }

    private static Map<String, String> environment(int upstreamPort, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.putAll(Map.of(
                "OPENAI_API_KEY",
                "sk-bench",
                "OPENAI_BASE_URL",
                "http://127.0.0.1:" + upstreamPort + "/v1",
                "RATE_LIMIT_PER_MINUTE",
                RATE_LIMIT));
        return all;
    }

    private static void awaitCompletion(OwnProcess process, Target target) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target.port() + Target.PATH))
                .timeout(Duration.ofSeconds(5))
                .header("Authorization", "Bearer " + target.apiKey())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(target.body(false, "Are you there?")))
                .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var last = "no connection";
        try (var client = HttpClient.newHttpClient()) {
            while (System.nanoTime() < deadline) {
                process.requireAlive();
                try {
                    var answer = client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
                    if (answer.statusCode() == 200) {
                        return;
                    }
                    last = answer.statusCode() + " " + answer.body();
                } catch (IOException notYet) {
                    last = notYet.toString();
                }
                Thread.sleep(10);
            }
        }
        throw new IllegalStateException("no completion within " + PATIENCE + ", last: " + last);
    }

    Target target() {
        return target;
    }

    /// From the start of the process to the first 200 of an authenticated completion.
    Duration startedIn() {
        return startedIn;
    }

    long residentMib() throws IOException {
        return process.residentMib();
    }

    Soak.Sample sample() throws IOException {
        return new Soak.Sample(process.residentMib(), process.count("task"), process.count("fd"));
    }

    /// MiB of the heap that are in use after all garbage has been collected.
    long heapAfterCollection() throws IOException, InterruptedException {
        var jmap = Path.of(System.getProperty("java.home"), "bin", "jmap").toString();
        var total = TOTAL.matcher(OwnProcess.output(jmap, "-histo:live", Long.toString(process.id())));
        if (!total.find()) {
            throw new IllegalStateException("no total in the histogram");
        }
        return Long.parseLong(total.group(1)) >> 20;
    }

    /// How many calls the database knows of.
    long usageRows() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target.port() + "/v1/usage/daily"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + target.apiKey())
                .build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
            return REQUESTS.matcher(answer.body())
                    .results()
                    .mapToLong(found -> Long.parseLong(found.group(1)))
                    .sum();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
