package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.llm.wall.Attempt;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Pace;
import io.hexforge.adapter.llm.wall.RefusalKind;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.app.config.Config;
import io.hexforge.app.faults.LocalRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Limits of a key that calls two whole nodes with one Redis, fifty times at once, the nodes in turn.
class LimitsOfTwoNodesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PARALLEL = 50;
    /// USD 0.15 and 0.60 a million.
    private static final long NANO_USD_PROMPT = 150;

    private static final long NANO_USD_OUTPUT = 600;

    @TempDir
    private static Path folder;

    private static Wall wall;
    private static String databaseUrl;
    private static LocalRedis redis;
    private static List<Node> nodes;
    private static String operator;
    private static HttpClient client;

    @BeforeAll
    static void start() throws IOException {
        wall = Wall.start();
        databaseUrl = DatabaseServer.url(DatabaseServer.fresh("limits"));
        redis = new LocalRedis();
        client = HttpClient.newHttpClient();
        Node first = node("first");
        operator = first.firstKey().orElseThrow().reveal();
        nodes = List.of(first, node("second"));
    }

    private static Node node(String name) {
        var environment = Map.of(
                "HEXFORGE_HOME",
                folder.resolve(name).toString(),
                "PORT",
                "0",
                "OPENAI_API_KEY",
                Wall.KEY,
                "OPENAI_BASE_URL",
                wall.url("/v1").toString(),
                "DATABASE_URL",
                databaseUrl,
                "REDIS_URL",
                redis.url(),
                "ENCRYPTION_KEY",
                "0123456789abcdef0123456789abcdef",
                "RATE_LIMIT_PER_MINUTE",
                "100000");
        return Node.serve(Config.from(environment), "test");
    }

    @AfterAll
    static void stop() throws IOException {
        nodes.forEach(Node::close);
        client.close();
        redis.close();
        wall.close();
    }

    @BeforeEach
    void forget() {
        wall.calm().pace(Pace.INSTANT);
        wall.log().clear();
    }

    @Test
    void a_hard_limit_of_tokens_is_never_passed_and_used_up() throws Exception {
        long capacity = 2_400;
        String key = key("\"tokens_per_minute\":" + capacity + ",\"tokens_hard\":true")
                .path("secret")
                .asText();
        awaitLimits(key);

        long begun = System.nanoTime();
        var answers = new ArrayList<HttpResponse<String>>();
        while (tokens() < capacity - 250) {
            answers.addAll(inParallel(key, "count 50", 50));
            assertThat(secondsSince(begun)).as("%d of %d", tokens(), capacity).isLessThan(5);
        }
        answers.addAll(inParallel(key, "count 50", 50));
        long refilled = Math.ceilDiv(
                capacity * (System.nanoTime() - begun), Duration.ofMinutes(1).toNanos());

        assertThat(tokens()).isLessThanOrEqualTo(capacity + refilled);
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 429);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 429).allSatisfy(refused -> {
            assertThat(refused.body()).contains("rate_limit_exceeded");
            assertThat(refused.headers().firstValue("retry-after-ms")).isPresent();
        });
    }

    @Test
    void a_budget_is_never_passed_and_can_be_spent() throws Exception {
        long budget = 9_000_000;
        JsonNode issued = key("\"tokens_per_minute\":100000000");
        String key = issued.path("secret").asText();
        var wanted = "{\"scope\":\"key\",\"subject\":\"%s\",\"period\":\"total\",\"amount_usd\":\"0.009\"}"
                .formatted(issued.path("key").path("id").asText());
        assertThat(send(nodes.getFirst(), operator, "PUT", "/v1/budgets", wanted)
                        .statusCode())
                .isEqualTo(200);
        awaitLimits(key);

        List<HttpResponse<String>> answers = untilRefusedForGood(key);

        long spent = wall.log().to("/chat/completions").stream()
                .mapToLong(LimitsOfTwoNodesTest::nanoUsd)
                .sum();
        assertThat(spent).isLessThanOrEqualTo(budget);
        long worst = 250 * NANO_USD_PROMPT + 50 * NANO_USD_OUTPUT;
        assertThat(spent).as("what is left covers another call").isGreaterThan(budget - worst);
        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 429);
    }

    /// {@return all answers to clients that ask at once, and again until their budget is used up}
    private static List<HttpResponse<String>> untilRefusedForGood(String key) throws Exception {
        var answers = new ConcurrentLinkedQueue<HttpResponse<String>>();
        long begun = System.nanoTime();
        inParallel(node -> {
            HttpResponse<String> answer;
            do {
                assertThat(secondsSince(begun)).as("seconds").isLessThan(20);
                answer = ask(node, key, "count 50", 50);
                answers.add(answer);
                Thread.sleep(answer.statusCode() == 429 ? 100 : 0);
            } while (!refusedForGood(answer));
            return answer;
        });
        return List.copyOf(answers);
    }

    private static boolean refusedForGood(HttpResponse<String> answer) {
        return answer.body().contains("insufficient_quota")
                && answer.headers().firstValue("retry-after").isEmpty();
    }

    @Test
    void a_soft_limit_that_was_passed_lets_nothing_through_until_its_debt_is_paid() throws Exception {
        long capacity = 60_000;
        double perSecond = capacity / 60.0;
        String key = key("\"tokens_per_minute\":" + capacity).path("secret").asText();
        for (Node node : nodes) {
            awaitStatus(node, key, 200, "/v1/models");
        }
        wall.pace(Pace.INSTANT.beforeFirst(Duration.ofMillis(600)));

        long begun = System.nanoTime();
        assertThat(inParallel(key, "count 1300", 1_300))
                .extracting(HttpResponse::statusCode)
                .containsOnly(200);
        assertThat(tokens()).as("more than the limit").isGreaterThan(capacity + 3_000);
        double debt = tokens() - capacity;

        wall.pace(Pace.INSTANT);
        for (Node node : nodes) {
            HttpResponse<String> refused = awaitRefusal(node, key);
            double owed = debt - perSecond * secondsSince(begun);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
            assertThat(refused.headers().firstValueAsLong("retry-after-ms").orElseThrow())
                    .isBetween((long) (owed / perSecond * 1_000) - 2_000, (long) (debt / perSecond * 1_000) + 2_000);
        }
        double paidAfter = awaitAdmission(key, begun);
        assertThat(paidAfter).isBetween(debt / perSecond, debt / perSecond + 5);
    }

    /// {@return the first refusal; what answers cost is booked beside them, not before them}
    private static HttpResponse<String> awaitRefusal(Node node, String key) throws Exception {
        HttpResponse<String> answer = ask(node, key, "count 1", 1);
        for (int i = 0; answer.statusCode() == 200 && i < 50; i++) {
            Thread.sleep(20);
            answer = ask(node, key, "count 1", 1);
        }
        return answer;
    }

    /// {@return how many seconds after `begun` a call is admitted, by either node}
    private static double awaitAdmission(String key, long begun) throws Exception {
        for (int i = 0; secondsSince(begun) < 30; i++) {
            double asked = secondsSince(begun);
            if (ask(nodes.get(i % 2), key, "count 1", 1).statusCode() == 200) {
                return asked;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("the debt is never paid");
    }

    private static double secondsSince(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static JsonNode key(String limits) throws Exception {
        var wanted = "{\"name\":\"limited\",\"scopes\":[\"gateway:use\"]," + limits + "}";
        HttpResponse<String> answer = send(nodes.getFirst(), operator, "POST", "/v1/api-keys", wanted);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    /// Waits until both nodes refuse to a key what is too much, without letting anything cost something meanwhile.
    private static void awaitLimits(String key) throws Exception {
        wall.always(Fault.refused(RefusalKind.INVALID_REQUEST));
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        for (Node node : nodes) {
            while (ask(node, key, "Hello", 16_000).statusCode() != 429) {
                assertThat(System.nanoTime()).isLessThan(deadline);
                Thread.sleep(20);
            }
        }
        wall.calm();
        wall.log().clear();
    }

    private static void awaitStatus(Node node, String key, int status, String path) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (send(node, key, "GET", path, "").statusCode() != status) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static List<HttpResponse<String>> inParallel(String key, String text, int maxTokens) throws Exception {
        return inParallel(node -> ask(node, key, text, maxTokens));
    }

    private interface Client {
        HttpResponse<String> run(Node node) throws InterruptedException;
    }

    /// Runs fifty clients at once, every other one at the second node.
    private static List<HttpResponse<String>> inParallel(Client client) throws Exception {
        var clients = new ArrayList<Callable<HttpResponse<String>>>();
        for (int i = 0; i < PARALLEL; i++) {
            Node node = nodes.get(i % nodes.size());
            clients.add(() -> client.run(node));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<HttpResponse<String>>();
            for (Future<HttpResponse<String>> answer : threads.invokeAll(clients)) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private static HttpResponse<String> ask(Node node, String key, String text, int maxTokens)
            throws InterruptedException {
        String body = """
                {"model":"openai/gpt-4o-mini","max_completion_tokens":%d,"messages":[{"role":"user","content":"%s"}]}
                """.formatted(maxTokens, text);
        return send(node, key, "POST", "/v1/chat/completions", body);
    }

    private static HttpResponse<String> send(Node node, String key, String method, String path, String body)
            throws InterruptedException {
        var request = HttpRequest.newBuilder(node.url().resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return what the provider has counted}
    private static long tokens() {
        return wall.log().to("/chat/completions").stream()
                .mapToLong(attempt -> attempt.promptTokens() + attempt.tokens())
                .sum();
    }

    private static long nanoUsd(Attempt attempt) {
        return attempt.promptTokens() * NANO_USD_PROMPT + attempt.tokens() * NANO_USD_OUTPUT;
    }
}
