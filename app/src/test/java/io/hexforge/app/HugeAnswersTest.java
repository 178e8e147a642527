package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Pace;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.app.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// S24: an answer without end takes no more memory than a short one, however slowly its client reads.
@Isolated("because it measures the heap")
class HugeAnswersTest {
    private static final int TOKENS = 20_000_000;
    private static final long FIRST_LOOK = 10L << 20;
    private static final long SECOND_LOOK = 110L << 20;
    private static final long MOST_GROWTH = 16L << 20;

    @TempDir
    private static Path home;

    private static final Wall WALL = Wall.start().pace(Pace.of(0, Duration.ZERO).tokensPerChunk(500));
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Node node;
    private static String key;

    @BeforeAll
    static void start() {
        node = Node.serve(
                Config.from(Map.of(
                        "HEXFORGE_HOME",
                        home.toString(),
                        "PORT",
                        "0",
                        "OPENAI_API_KEY",
                        Wall.KEY,
                        "OPENAI_BASE_URL",
                        WALL.url("/v1").toString())),
                "test");
        key = node.firstKey().orElseThrow().reveal();
        WALL.serve("wordy").always(new Fault.ManyTokens(TOKENS));
    }

    @AfterAll
    static void stop() {
        node.close();
        WALL.close();
        CLIENT.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages"})
    void s24_a_hundred_megabytes_leave_nothing_behind(String path) throws Exception {
        String body = """
                {"model":"openai/wordy","stream":true,"max_tokens":%d,"messages":[{"role":"user","content":"Hi"}]}""".formatted(TOKENS);
        var request = HttpRequest.newBuilder(node.url().resolve(path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        try (InputStream answer =
                CLIENT.send(request, BodyHandlers.ofInputStream()).body()) {
            byte[] buffer = new byte[64 << 10];
            read(answer, FIRST_LOOK, buffer);
            long before = heldWhileTheClientPauses();
            read(answer, SECOND_LOOK - FIRST_LOOK, buffer);
            long after = heldWhileTheClientPauses();

            assertThat(after - before).isLessThan(MOST_GROWTH);
        }
    }

    private static void read(InputStream answer, long count, byte[] buffer) throws IOException {
        long left = count;
        while (left > 0) {
            int read = answer.read(buffer);
            assertThat(read).as("%d bytes before the end of %d", left, count).isPositive();
            left -= read;
        }
    }

    /// What would be read ahead without bound comes meanwhile.
    private static long heldWhileTheClientPauses() throws InterruptedException {
        Thread.sleep(300);
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
