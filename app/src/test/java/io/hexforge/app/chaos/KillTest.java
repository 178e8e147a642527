package io.hexforge.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.llm.wall.Wall;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever was answered 2xx is still there after the worst.
@Tag("chaos")
class KillTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "gpt-4o-mini";

    @TempDir
    private Path folder;

    private final Wall wall = Wall.start();

    @AfterEach
    void stop() {
        wall.close();
    }

    private Map<String, String> wallAsOpenAi() {
        return Map.of(
                "OPENAI_API_KEY", Wall.KEY, "OPENAI_BASE_URL", wall.url("/v1").toString());
    }

    @Test
    void a_killed_server_loses_nothing_that_it_answered_and_adopts_its_database() throws Exception {
        Path home = folder.resolve("home");
        String operator;
        long postgres;
        Queue<String> made;
        try (var server = HexforgeProcess.serve(home, wallAsOpenAi())) {
            operator = server.operatorKey();
            postgres = postmaster(home);
            made = killedDuringTraffic(server, operator);
        }
        assertThat(made).hasSizeGreaterThan(10);
        assertThat(ProcessHandle.of(postgres)).isPresent();

        try (var server = HexforgeProcess.serve(home, wallAsOpenAi())) {
            assertThat(postmaster(home)).isEqualTo(postgres);
            for (String key : made) {
                assertThat(server.complete(key, "openai/" + MODEL).statusCode()).isEqualTo(200);
            }
        }
        awaitEnd(postgres);
    }

    /// The orphan is nobody's child here, so its last trace goes when the system's first process looks.
    private static void awaitEnd(long pid) throws Exception {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(10, TimeUnit.SECONDS);
        }
    }

    /// {@return the secrets of the keys whose making was answered 201 before the kill}
    private static Queue<String> killedDuringTraffic(HexforgeProcess server, String operator) throws Exception {
        var made = new ConcurrentLinkedQueue<String>();
        var killed = new AtomicBoolean();
        var clients = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            clients.add(Thread.startVirtualThread(() -> {
                while (!killed.get()) {
                    try {
                        makeKey(server, operator).ifPresent(made::add);
                        server.complete(operator, "openai/" + MODEL);
                    } catch (IOException cut) {
                        // The kill, which is what this is about.
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            }));
        }
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (made.size() < 50 && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        server.kill();
        killed.set(true);
        for (Thread client : clients) {
            client.join();
        }
        return made;
    }

    @Test
    void a_killed_postgresql_comes_back_with_all_that_it_had_and_completions_go_on_meanwhile() throws Exception {
        Path home = folder.resolve("home");
        try (var server = HexforgeProcess.serve(home, wallAsOpenAi())) {
            String operator = server.operatorKey();
            String before = makeKey(server, operator).orElseThrow();
            long postgres = postmaster(home);

            killWithChildren(postgres);

            assertThat(server.complete(before, "openai/" + MODEL).statusCode()).isEqualTo(200);
            HttpResponse<String> keys = server.awaitStatus(200, "/v1/api-keys", operator);
            assertThat(postmaster(home)).isNotEqualTo(postgres);
            assertThat(JSON.readTree(keys.body()).path("items")).hasSize(2);
            assertThat(makeKey(server, operator)).isPresent();
        }
    }

    @Test
    void a_backup_of_a_running_server_restores_the_same_answers_in_an_empty_home() throws Exception {
        Path home = folder.resolve("home");
        Path file = folder.resolve("backup.zip");
        String operator;
        String made;
        String keys;
        try (var server = HexforgeProcess.serve(home, Map.of("ALLOW_PRIVATE_UPSTREAMS", "true"))) {
            operator = server.operatorKey();
            made = makeKey(server, operator).orElseThrow();
            var activation = "{\"provider\":\"openai\",\"api_key\":\"%s\",\"base_url\":\"%s\"}"
                    .formatted(Wall.KEY, wall.url("/v1"));
            assertThat(server.post("/v1/providers/activate", operator, activation)
                            .statusCode())
                    .isEqualTo(200);
            keys = server.get("/v1/api-keys", operator).body();
            HexforgeProcess.run(home, "backup", file.toString());
        }
        wipe(home);

        HexforgeProcess.run(home, "restore", file.toString());

        try (var server = HexforgeProcess.serve(home, Map.of("ALLOW_PRIVATE_UPSTREAMS", "true"))) {
            assertThat(JSON.readTree(server.get("/v1/api-keys", operator).body()))
                    .isEqualTo(JSON.readTree(keys));
            assertThat(server.complete(made, "openai/" + MODEL).statusCode()).isEqualTo(200);
        }
    }

    private static Optional<String> makeKey(HexforgeProcess server, String operator)
            throws IOException, InterruptedException {
        HttpResponse<String> answer =
                server.post("/v1/api-keys", operator, "{\"name\":\"chaos\",\"scopes\":[\"gateway:use\"]}");
        return answer.statusCode() == 201
                ? Optional.of(JSON.readTree(answer.body()).path("secret").asText())
                : Optional.empty();
    }

    static long postmaster(Path home) throws IOException {
        List<String> lines = Files.readAllLines(home.resolve("postgres/data/postmaster.pid"));
        return Long.parseLong(lines.getFirst().strip());
    }

    static void killWithChildren(long pid) {
        ProcessHandle postgres = ProcessHandle.of(pid).orElseThrow();
        Stream.concat(Stream.of(postgres), postgres.descendants().toList().stream())
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static void wipe(Path home) throws IOException {
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
