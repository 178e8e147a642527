package io.hexforge.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A rush of logins beside completions, and whether the time of a login tells anything about an account.
@Tag("bench")
class LoginBench {
    private static final int LOGINS = 100;
    private static final int EACH = Integer.getInteger("bench.logins.each", 200);
    private static final double MOST_DIFFERENCE = 0.05;
    private static final Duration MOST_P99 = Duration.ofMillis(25);
    private static final Duration BETWEEN = Duration.ofMillis(10);
    private static final String PASSWORD = "correct horse battery staple";
    private static final Pattern MFA_SECRET = Pattern.compile("\"secret\":\"([A-Z2-7]+)\"");
    private static final Pattern ACCESS = Pattern.compile("\"access_token\":\"([^\"]+)\"");
    static final String HEADING = "\n## Logins\n";

    private final Path root = Path.of("..").toAbsolutePath().normalize();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private int nextAddress;

    @TempDir
    Path temp;

    @Test
    void a_rush_of_logins_disturbs_no_completion_and_their_times_tell_nothing() throws Exception {
        try (var upstream = InstantUpstream.start(temp);
                var server = HexforgeServer.with(
                        root, temp.resolve("home"), InstantUpstream.port(upstream), Map.of("TRUST_PROXY", "true"))) {
            Target target = server.target();
            for (int i = 0; i < LOGINS; i++) {
                expect(201, post(target, "/v1/auth/register", credentials(i)));
            }
            rush(target); // both sides have seen one before
            for (int i = 0; i < 2_000; i++) {
                complete(target);
            }
            List<Long> alone = beside(target, () -> pause(Duration.ofSeconds(12)));
            var answers = new ArrayList<Integer>();
            long begin = System.nanoTime();
            List<Long> beside = beside(target, () -> answers.addAll(rush(target)));
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            Map<String, Long> medians = times(target);
            write(alone, beside, took, medians);

            assertThat(answers).hasSize(LOGINS).containsOnly(200);
            assertThat(percentile(beside, 0.99)).as("p99 in ns").isLessThan(MOST_P99.toNanos());
            long least = Collections.min(medians.values());
            assertThat(medians)
                    .allSatisfy((who, median) -> assertThat((double) (median - least) / least)
                            .as("%s, above the quickest", who)
                            .isLessThan(MOST_DIFFERENCE));
        } finally {
            client.close();
        }
    }

    /// {@return the times of completions, one begun each 10 ms, for as long as `other` takes}
    private List<Long> beside(Target target, Callable<Boolean> other) throws Exception {
        var times = new ConcurrentLinkedQueue<Long>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> running = threads.submit(other);
            long next = System.nanoTime();
            while (!running.isDone()) {
                threads.submit(() -> times.add(complete(target)));
                next += BETWEEN.toNanos();
                LockSupport.parkNanos(next - System.nanoTime());
            }
            running.get();
        }
        return new ArrayList<>(times);
    }

    /// Everybody comes at once, each over a connection of their own. Bare sockets on one thread: a client that opens a
    /// hundred connections with more ado keeps both processors busy itself for a fifth of a second.
    private List<Integer> rush(Target target) throws IOException {
        var people = new ArrayList<Socket>();
        try {
            for (int i = 0; i < LOGINS; i++) {
                var person = new Socket("127.0.0.1", target.port());
                people.add(person);
                String body = credentials(i);
                person.getOutputStream()
                        .write("""
                        POST /v1/auth/login HTTP/1.1\r
                        Host: 127.0.0.1\r
                        X-Forwarded-For: %s\r
                        Content-Type: application/json\r
                        Content-Length: %d\r
                        \r
                        %s""".formatted(address(), body.length(), body).getBytes(StandardCharsets.US_ASCII));
            }
            var statuses = new ArrayList<Integer>();
            for (Socket person : people) {
                byte[] head = person.getInputStream().readNBytes("HTTP/1.1 200".length());
                statuses.add(Integer.valueOf(new String(head, StandardCharsets.US_ASCII).split(" ")[1]));
            }
            return statuses;
        } finally {
            for (Socket person : people) {
                person.close();
            }
        }
    }

    /// {@return the median time of logins of each kind, taking turns}
    private Map<String, Long> times(Target target) throws Exception {
        String mfa = credentials(0);
        protect(target, mfa);
        disable(target, 1);
        var times = new LinkedHashMap<String, List<Long>>();
        for (int i = 0; i < EACH; i++) {
            timed(
                    times,
                    "an unknown name",
                    target,
                    "{\"email\":\"nobody" + i + "@example.org\",\"password\":\"no\"}",
                    401);
            String wrong = credentials(2 + i % (LOGINS - 2)).replace("staple", "stable");
            timed(times, "a wrong password", target, wrong, 401);
            timed(times, "a disabled account", target, credentials(1), 403);
            timed(times, "an account with a second factor", target, mfa, 401);
        }
        var medians = new LinkedHashMap<String, Long>();
        times.forEach((who, all) -> medians.put(who, percentile(all, 0.5)));
        return medians;
    }

    private void timed(Map<String, List<Long>> times, String who, Target target, String body, int status)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        HttpResponse<String> answer = post(target, "/v1/auth/login", body);
        times.computeIfAbsent(who, _ -> new ArrayList<>()).add(System.nanoTime() - begin);
        expect(status, answer);
    }

    private void protect(Target target, String credentials) throws Exception {
        String token = first(
                ACCESS, expect(200, post(target, "/v1/auth/login", credentials)).body());
        String setup = expect(200, send(target, token, "POST", "/v1/auth/mfa/setup", ""))
                .body();
        String number = AuthenticatorApp.number(first(MFA_SECRET, setup));
        expect(200, send(target, token, "POST", "/v1/auth/mfa/verify", "{\"code\":\"" + number + "\"}"));
    }

    private void disable(Target target, int user) throws Exception {
        String in =
                expect(200, post(target, "/v1/auth/login", credentials(user))).body();
        String id = first(Pattern.compile("\"user\":\\{\"id\":\"([^\"]+)\""), in);
        expect(200, send(target, target.apiKey(), "PATCH", "/v1/admin/users/" + id, "{\"disabled\":true}"));
    }

    private long complete(Target target) {
        long begin = System.nanoTime();
        try {
            expect(200, send(target, target.apiKey(), "POST", Target.PATH, target.body(false, "Are you there?")));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return System.nanoTime() - begin;
    }

    private HttpResponse<String> post(Target target, String path, String body)
            throws IOException, InterruptedException {
        return send(target, "", "POST", path, body);
    }

    /// Each request comes from an address of its own, as the proxy in front says.
    private HttpResponse<String> send(Target target, String credential, String method, String path, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target.port() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", address())
                .method(method, BodyPublishers.ofString(body));
        if (!credential.isEmpty()) {
            request.header("Authorization", "Bearer " + credential);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private synchronized String address() {
        nextAddress++;
        return "10." + (nextAddress >> 16 & 255) + "." + (nextAddress >> 8 & 255) + "." + (nextAddress & 255);
    }

    private static String credentials(int user) {
        return "{\"email\":\"user" + user + "@example.org\",\"password\":\"" + PASSWORD + "\"}";
    }

    private static HttpResponse<String> expect(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer;
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    private static boolean pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
        return true;
    }

    private static long percentile(List<Long> times, double share) {
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(Math.floor(sorted.size() * share))));
    }

    /// Puts the section at the end of the report, in place of an older one.
    private void write(List<Long> alone, List<Long> beside, Duration took, Map<String, Long> medians)
            throws IOException {
        Path file = root.resolve("docs/benchmarks.md");
        String report = Files.readString(file);
        int old = report.indexOf(HEADING);
        var text = new StringBuilder(old < 0 ? report : report.substring(0, old));
        text.append(HEADING)
                .append(
                        "\n%d logins at once, for the second time, took %.1f s, on %d processors; none failed if this stands here. Completions begun each %d ms:\n\n"
                                .formatted(
                                        LOGINS,
                                        took.toMillis() / 1e3,
                                        Runtime.getRuntime().availableProcessors(),
                                        BETWEEN.toMillis()))
                .append("| completions | p50 ms | p99 ms |\n|---|---|---|\n")
                .append(row("alone", alone))
                .append(row("beside the logins", beside))
                .append("\nTime of a login, the median of %d each, taking turns:\n\n| login of | ms |\n|---|---|\n"
                        .formatted(EACH));
        medians.forEach((who, median) -> text.append("| %s | %.1f |\n".formatted(who, median / 1e6)));
        Files.writeString(file, text);
    }

    private static String row(String what, List<Long> times) {
        return "| %s | %.1f | %.1f |\n".formatted(what, percentile(times, 0.5) / 1e6, percentile(times, 0.99) / 1e6);
    }
}
