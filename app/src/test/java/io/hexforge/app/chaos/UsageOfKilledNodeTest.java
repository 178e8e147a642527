package io.hexforge.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.llm.wall.Wall;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is killed forgets of what was used no more than what it was told in its last tenth of a second.
@Tag("chaos")
class UsageOfKilledNodeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /// A tenth of a second, and what a disk takes that others use too.
    private static final Duration LAST = Duration.ofMillis(150);

    @TempDir
    private Path home;

    private final Wall wall = Wall.start();
    /// When each call's answer had come, by the call's id.
    private final Map<String, Long> answered = new ConcurrentHashMap<>();

    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Thread> clients = new ArrayList<>();
    private HexforgeProcess server;
    private String operator;

    @BeforeEach
    void start() throws Exception {
        server = serve();
        operator = server.operatorKey();
    }

    @AfterEach
    void stop() {
        server.close();
        wall.close();
    }

    private HexforgeProcess serve() throws Exception {
        return HexforgeProcess.serve(
                home,
                Map.of(
                        "OPENAI_API_KEY",
                        Wall.KEY,
                        "OPENAI_BASE_URL",
                        wall.url("/v1").toString()));
    }

    @Test
    void what_the_database_takes_is_there_when_the_server_is_back() throws Exception {
        callAllTheTime();
        awaitAnswers(1_000);

        long killed = kill();

        assertThatAllButTheLastAreThere(killed);
    }

    @Test
    void what_a_frozen_database_did_not_take_is_there_when_both_are_back() throws Exception {
        callAllTheTime();
        awaitAnswers(500);
        signalDatabase("-STOP");
        awaitAnswers(1_500);

        long killed = kill();
        signalDatabase("-CONT");

        assertThatAllButTheLastAreThere(killed);
    }

    private void callAllTheTime() {
        for (int i = 0; i < 6; i++) {
            clients.add(Thread.startVirtualThread(() -> {
                while (!over.get()) {
                    try {
                        HttpResponse<String> answer = server.complete(operator, "openai/gpt-4o-mini");
                        answered.put(answer.headers().firstValue("x-request-id").orElseThrow(), System.nanoTime());
                    } catch (IOException cut) {
                        // The kill, which is what this is about.
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            }));
        }
    }

    private void awaitAnswers(int count) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (answered.size() < count) {
            assertThat(System.nanoTime()).as("%d answers", answered.size()).isLessThan(deadline);
            Thread.sleep(5);
        }
    }

    /// {@return when}
    private long kill() throws InterruptedException {
        long now = System.nanoTime();
        server.kill();
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }
        return now;
    }

    private void signalDatabase(String signal) throws Exception {
        ProcessHandle postmaster = ProcessHandle.of(KillTest.postmaster(home)).orElseThrow();
        var command = new ArrayList<>(List.of("kill", signal, Long.toString(postmaster.pid())));
        postmaster.descendants().forEach(child -> command.add(Long.toString(child.pid())));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    private void assertThatAllButTheLastAreThere(long killed) throws Exception {
        server = serve();
        Set<String> told = answered.entrySet().stream()
                .filter(call -> killed - call.getValue() > LAST.toNanos())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());

        List<String> rows = awaitRows(told);

        assertThat(rows).doesNotHaveDuplicates();
        assertThat(answered.entrySet().stream()
                        .filter(call -> !rows.contains(call.getKey()))
                        .mapToLong(call -> (killed - call.getValue()) / 1_000_000)
                        .filter(age -> age > LAST.toMillis()))
                .as("milliseconds before the kill of what is missing")
                .isEmpty();
        JsonNode days =
                JSON.readTree(server.get("/v1/usage/daily", operator).body()).path("items");
        assertThat(days.path(0).path("requests").asLong()).isEqualTo(rows.size());
        JsonNode health = JSON.readTree(server.get("/health/all", operator).body());
        assertThat(health.path("components").path("usage").path("status").asText())
                .as("%s", health)
                .isEqualTo("ready");
        assertThat(server.log()).doesNotContain("\"ERROR\"");
    }

    private List<String> awaitRows(Set<String> wanted) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (true) {
            List<String> rows = rows();
            if (new HashSet<>(rows).containsAll(wanted) || System.nanoTime() - deadline > 0) {
                return rows;
            }
            Thread.sleep(200);
        }
    }

    private List<String> rows() throws Exception {
        var ids = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = JSON.readTree(
                    server.get("/v1/usage?limit=100" + cursor, operator).body());
            page.path("items").forEach(row -> ids.add(row.path("request_id").asText()));
            String next = page.path("next_cursor").asText("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        return ids;
    }
}
