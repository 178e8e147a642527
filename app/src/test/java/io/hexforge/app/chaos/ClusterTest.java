package io.hexforge.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.hexforge.adapter.llm.wall.Attempt;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Pace;
import io.hexforge.adapter.llm.wall.RefusalKind;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.adapter.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/// Two nodes behind a balancer, on one PostgreSQL and one Redis.
@Tag("chaos")
class ClusterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "openai/gpt-4o-mini";
    /// USD 0.15 and 0.60 a million.
    private static final long NANO_USD_PROMPT = 150;

    private static final long NANO_USD_OUTPUT = 600;
    private static final String TOOL = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"now\","
            + "\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]";

    @TempDir
    private Path folder;

    private final Wall wall = Wall.start();
    private EmbeddedPostgres postgres;
    private RedisServer redis;
    private Map<String, String> environment;
    private HexforgeProcess first;
    private HexforgeProcess second;
    private String operator;

    @BeforeEach
    void start() throws Exception {
        postgres = EmbeddedPostgres.start(folder.resolve("database"), new SecureRandom());
        int redisPort = freePort();
        redis = RedisServer.newRedisServer()
                .port(redisPort)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        redis.start();
        environment = Map.of(
                "OPENAI_API_KEY",
                Wall.KEY,
                "OPENAI_BASE_URL",
                wall.url("/v1").toString(),
                "DATABASE_URL",
                url(postgres.address()),
                "REDIS_URL",
                "redis://127.0.0.1:" + redisPort,
                "ENCRYPTION_KEY",
                "0123456789abcdef0123456789abcdef",
                "RATE_LIMIT_PER_MINUTE",
                "0");
        first = HexforgeProcess.serve(folder.resolve("first"), environment);
        operator = first.operatorKey();
        second = HexforgeProcess.serve(folder.resolve("second"), environment);
    }

    @AfterEach
    void stop() throws IOException {
        first.close();
        second.close();
        redis.stop();
        postgres.close();
        wall.close();
    }

    private static String url(DatabaseAddress address) {
        return "postgresql://%s:%s@%s/%s"
                .formatted(address.user(), address.password(), address.hosts().getFirst(), address.database());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void clients_that_retry_do_not_notice_that_nodes_are_killed() throws Exception {
        var answered = new AtomicInteger();
        try (var balancer = new RoundRobin(List.of(first.port(), second.port()));
                var load = new Clients(balancer.port(), answered)) {
            awaitMore(answered, 200);
            first.kill();
            awaitMore(answered, 500);
            first = HexforgeProcess.serve(folder.resolve("first"), environment, first.port());
            awaitMore(answered, 200);
            second.kill();
            awaitMore(answered, 500);
            second = HexforgeProcess.serve(folder.resolve("second"), environment, second.port());
            awaitMore(answered, 200);
            assertThat(load.errors).isEmpty();
        }
    }

    private static void awaitMore(AtomicInteger answered, int more) throws InterruptedException {
        int wanted = answered.get() + more;
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (answered.get() < wanted) {
            assertThat(System.nanoTime()).as("%s of %s", answered, wanted).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    /// Eight clients as they come from the shelf, with two retries, that ask one question after the other.
    private final class Clients implements AutoCloseable {
        private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean over = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();
        private final OpenAIClient client;

        Clients(int port, AtomicInteger answered) {
            client = OpenAIOkHttpClient.builder()
                    .baseUrl("http://127.0.0.1:" + port + "/v1")
                    .apiKey(operator)
                    .maxRetries(2)
                    .timeout(Duration.ofSeconds(10))
                    .build();
            var question = ChatCompletionCreateParams.builder()
                    .model(MODEL)
                    .addUserMessage("Hello")
                    .build();
            for (int i = 0; i < 8; i++) {
                threads.add(Thread.startVirtualThread(() -> {
                    while (!over.get()) {
                        try {
                            client.chat().completions().create(question).validate();
                            answered.incrementAndGet();
                        } catch (RuntimeException e) {
                            errors.add(e);
                        }
                    }
                }));
            }
        }

        @Override
        public void close() {
            over.set(true);
            threads.forEach(Clients::awaitEnd);
            client.close();
        }

        private static void awaitEnd(Thread thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void a_breaker_that_opens_on_one_node_opens_on_the_other_within_a_second() throws Exception {
        assertThat(first.complete(operator, MODEL).statusCode()).isEqualTo(200);
        assertThat(second.complete(operator, MODEL).statusCode()).isEqualTo(200);
        wall.always(Fault.refused(RefusalKind.INTERNAL));
        for (int i = 0; i < 5 && !state(first).equals("open"); i++) {
            first.complete(operator, MODEL);
        }
        assertThat(state(first)).isEqualTo("open");

        long opened = System.nanoTime();
        while (!state(second).equals("open")) {
            assertThat(Duration.ofNanos(System.nanoTime() - opened)).isLessThan(Duration.ofMillis(1_500));
            Thread.sleep(20);
        }
    }

    private String state(HexforgeProcess node) throws IOException, InterruptedException {
        JsonNode items = JSON.readTree(
                        node.get("/v1/routing/deployments", operator).body())
                .path("items");
        return items.valueStream()
                .filter(item -> item.path("model").asText().equals("gpt-4o-mini"))
                .map(item -> item.path("state").asText())
                .findFirst()
                .orElse("unknown");
    }

    @Test
    void no_use_is_forgotten_through_a_frozen_redis_and_a_killed_database_and_its_cost_is_right() throws Exception {
        wall.pace(Pace.of(0, Duration.ofMillis(2)));
        int calls = mixedCalls(0);
        ProcessHandle frozen = redisProcess();
        signal(frozen, "-STOP");
        calls += mixedCalls(1);
        signal(frozen, "-CONT");
        KillTest.killWithChildren(KillTest.postmaster(folder.resolve("database")));
        calls += mixedCalls(2);
        redis.stop();
        calls += mixedCalls(3);
        first.awaitStatus(200, "/v1/api-keys", operator);

        JsonNode sums = awaitRequests(calls);

        List<Attempt> truth = wall.log().to("/chat/completions");
        assertThat(truth).hasSize(calls);
        long output = truth.stream().mapToLong(Attempt::tokens).sum();
        long nanoUsd = sums.path("prompt_tokens").asLong() * NANO_USD_PROMPT + output * NANO_USD_OUTPUT;
        assertThat(sums.path("output_tokens").asDouble()).isCloseTo(output, withinPercentage(1));
        assertThat(sums.path("cost_nano_usd").asDouble()).isCloseTo(nanoUsd, withinPercentage(1));
    }

    /// Whole answers, streams, streams that are left and calls of tools, by both nodes.
    private int mixedCalls(int phase) throws IOException, InterruptedException {
        int calls = 40;
        for (int i = 0; i < calls; i++) {
            HexforgeProcess node = i % 2 == 0 ? first : second;
            String text = "count " + (40 + phase);
            switch (i / 2 % 4) {
                case 0 -> assertThat(ask(node, text, "").statusCode()).isEqualTo(200);
                case 1 -> assertThat(ask(node, text, ",\"stream\":true").body()).contains("[DONE]");
                case 2 -> leave(node, text);
                default -> assertThat(ask(node, "call now {}", TOOL).body()).contains("tool_calls");
            }
        }
        return calls;
    }

    private HttpResponse<String> ask(HexforgeProcess node, String text, String more)
            throws IOException, InterruptedException {
        return node.post("/v1/chat/completions", operator, body(text, more));
    }

    private static String body(String text, String more) {
        return "{\"model\":\"" + MODEL + "\",\"messages\":[{\"role\":\"user\",\"content\":" + JSON.valueToTree(text)
                + "}]" + more + "}";
    }

    private void leave(HexforgeProcess node, String text) throws IOException {
        String body = body(text, ",\"stream\":true");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + operator
                                    + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                                    + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.ISO_8859_1));
            var heard = new StringBuilder();
            while (heard.indexOf("10 ") < 0) {
                int next = socket.getInputStream().read();
                assertThat(next).as("%s", heard).isNotNegative();
                heard.append((char) next);
            }
        }
    }

    private JsonNode awaitRequests(int calls) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            String answer = first.get("/v1/usage/daily", operator).body();
            JsonNode sums = JSON.readTree(answer).path("items").path(0);
            if (sums.path("requests").asLong() >= calls) {
                assertThat(sums.path("requests").asLong()).isEqualTo(calls);
                return sums;
            }
            assertThat(System.nanoTime()).as("of %d calls: %s", calls, answer).isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    private static ProcessHandle redisProcess() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains("redis"))
                .findFirst()
                .orElseThrow();
    }

    private static void signal(ProcessHandle process, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
