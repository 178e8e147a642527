package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.app.config.Config;
import io.hexforge.app.faults.Api;
import io.hexforge.app.faults.LocalRedis;
import io.hexforge.ports.driven.Race;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// S21: completions go on while Redis or the database is frozen, and whoever asks how the node does hears of it.
class OutageTest {
    private static final String QUESTION =
            "{\"model\":\"openai/gpt-4o-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    @TempDir
    private Path home;

    private final Wall wall = Wall.start();
    private LocalRedis redis;
    private Node node;
    private Api api;

    @BeforeEach
    void start() throws IOException {
        redis = new LocalRedis();
        node = Node.serve(
                Config.from(Map.of(
                        "HEXFORGE_HOME",
                        home.toString(),
                        "PORT",
                        "0",
                        "REDIS_URL",
                        redis.url(),
                        "RATE_LIMIT_PER_MINUTE",
                        "100000",
                        "OPENAI_API_KEY",
                        Wall.KEY,
                        "OPENAI_BASE_URL",
                        wall.url("/v1").toString())),
                "test");
        api = new Api(node.url(), node.firstKey().orElseThrow().reveal());
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        redis.close();
        wall.close();
    }

    @Test
    void s21_a_frozen_redis_degrades_and_stops_nothing() throws Exception {
        complete(1);
        assertThat(ready()).isEqualTo("200 ready");

        List<ProcessHandle> frozen = redisProcesses();
        signal("-STOP", frozen);
        try {
            complete(20);
            assertThat(ready()).isEqualTo("200 degraded");
            assertThat(component("redis")).isEqualTo("down");
        } finally {
            signal("-CONT", frozen);
        }

        Race.until(() -> ready().equals("200 ready"));
        complete(1);
        awaitRecords(22);
    }

    @Test
    void s21_a_frozen_database_degrades_and_stops_nothing_and_no_record_is_lost() throws Exception {
        complete(1);

        List<ProcessHandle> frozen = postgresProcesses();
        signal("-STOP", frozen);
        try {
            complete(20);
            assertThat(ready()).isEqualTo("200 degraded");
            assertThat(component("database")).isEqualTo("down");
            complete(1);
        } finally {
            signal("-CONT", frozen);
        }

        Race.until(() -> ready().equals("200 ready"));
        awaitRecords(22);
    }

    private void complete(int times) {
        for (int i = 0; i < times; i++) {
            long begun = System.nanoTime();
            Api.Reply reply = api.post("/v1/chat/completions", QUESTION);
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        }
    }

    private String ready() {
        Api.Reply reply = api.get("/health/ready");
        return reply.status() + " " + reply.json().path("status").asText();
    }

    private String component(String name) {
        return api.get("/health/all")
                .json()
                .at("/components/" + name + "/status")
                .asText();
    }

    private void awaitRecords(long count) {
        Race.until(
                () -> api.get("/v1/usage/daily").json().at("/items/0/requests").asLong() == count);
    }

    private static List<ProcessHandle> redisProcesses() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains("redis"))
                .toList();
    }

    private List<ProcessHandle> postgresProcesses() throws IOException {
        List<String> lines = Files.readAllLines(home.resolve("postgres/data/postmaster.pid"));
        ProcessHandle postmaster =
                ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    private static void signal(String signal, List<ProcessHandle> processes) throws Exception {
        assertThat(processes).isNotEmpty();
        for (ProcessHandle process : processes) {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }
}
