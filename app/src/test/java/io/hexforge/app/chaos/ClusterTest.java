package io.hexforge.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.RefusalKind;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.adapter.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
}
