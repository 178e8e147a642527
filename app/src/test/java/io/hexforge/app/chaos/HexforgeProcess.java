package io.hexforge.app.chaos;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// Hexforge in a process of its own, which a test may kill.
final class HexforgeProcess implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("hf_[A-Za-z0-9_-]{43}");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private HexforgeProcess(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /// Starts a server on `home` and waits until it is ready.
    static HexforgeProcess serve(Path home, Map<String, String> environment) throws Exception {
        return serve(home, environment, freePort());
    }

    /// Starts a server as above, on a port that it may have had before.
    static HexforgeProcess serve(Path home, Map<String, String> environment, int port) throws Exception {
        Path log = Files.createTempFile("hexforge", ".log");
        Process process = launch(home, environment, log, List.of("serve", "--port", Integer.toString(port)));
        var server = new HexforgeProcess(process, log, port);
        server.awaitStatus(200, "/health/ready", "");
        return server;
    }

    /// Runs a command to its end.
    ///
    /// @return what it printed
    static String run(Path home, String... command) throws Exception {
        Path log = Files.createTempFile("hexforge", ".log");
        Process process = launch(home, Map.of(), log, List.of(command));
        if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " failed: " + Files.readString(log));
        }
        return Files.readString(log);
    }

    private static Process launch(Path home, Map<String, String> environment, Path log, List<String> arguments)
            throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.hexforge.app.Main"));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("HEXFORGE_HOME", home.toString());
        builder.environment().put("RATE_LIMIT_PER_MINUTE", "0");
        builder.environment().putAll(environment);
        return builder.start();
    }

    int port() {
        return port;
    }

    /// {@return the operator's key, which the first start prints}
    String operatorKey() throws IOException {
        var matcher = KEY.matcher(Files.readString(log));
        if (!matcher.find()) {
            throw new AssertionError("no key in " + Files.readString(log));
        }
        return matcher.group();
    }

    HttpResponse<String> get(String path, String key) throws IOException, InterruptedException {
        return send(request(path, key).GET());
    }

    HttpResponse<String> post(String path, String key, String body) throws IOException, InterruptedException {
        return send(request(path, key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> put(String path, String key, String body) throws IOException, InterruptedException {
        return send(request(path, key)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> complete(String key, String model) throws IOException, InterruptedException {
        String body = "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        return post("/v1/chat/completions", key, body);
    }

    /// Asks again and again until the status is the one that is waited for.
    HttpResponse<String> awaitStatus(int status, String path, String key) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new AssertionError("ended with " + process.exitValue() + ": " + Files.readString(log));
            }
            try {
                HttpResponse<String> answer = get(path, key);
                if (answer.statusCode() == status) {
                    return answer;
                }
                last = answer.statusCode() + " " + answer.body();
            } catch (IOException notYet) {
                last = notYet.toString();
            }
            Thread.sleep(20);
        }
        throw new AssertionError("no " + status + " from " + path + ", last " + last + "\n" + Files.readString(log));
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /// Ends the process as `kill -9` does, without a word to anybody.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        try {
            process.onExit().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException late) {
            kill();
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String key) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(15));
        return key.isEmpty() ? request : request.header("Authorization", "Bearer " + key);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
