package io.hexforge.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.adapter.postgres.EmbeddedPostgres;
import io.hexforge.app.faults.LocalRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;

/// Two nodes on one PostgreSQL and one Redis, with the wall as their OpenAI and Anthropic. All of it may be killed.
final class Cluster implements AutoCloseable {
    private final Path folder;
    private final Wall wall = Wall.start();
    private final EmbeddedPostgres postgres;
    private final LocalRedis redis;
    private final Map<String, String> environment;
    private final String operator;
    private HexforgeProcess first;
    private HexforgeProcess second;

    private Cluster(Path folder) throws Exception {
        this.folder = folder;
        postgres = EmbeddedPostgres.start(folder.resolve("database"), new SecureRandom());
        redis = new LocalRedis();
        environment = Map.of(
                "OPENAI_API_KEY",
                Wall.KEY,
                "OPENAI_BASE_URL",
                wall.url("/v1").toString(),
                "ANTHROPIC_API_KEY",
                Wall.KEY,
                "ANTHROPIC_BASE_URL",
                wall.url("/v1").toString(),
                "DATABASE_URL",
                url(postgres.address()),
                "REDIS_URL",
                redis.url(),
                "ENCRYPTION_KEY",
                "0123456789abcdef0123456789abcdef");
        first = HexforgeProcess.serve(folder.resolve("first"), environment);
        operator = first.operatorKey();
        second = HexforgeProcess.serve(folder.resolve("second"), environment);
    }

    /// Starts all of it.
    static Cluster start(Path folder) throws Exception {
        return new Cluster(folder);
    }

    static String url(DatabaseAddress address) {
        return "postgresql://%s:%s@%s/%s"
                .formatted(address.user(), address.password(), address.hosts().getFirst(), address.database());
    }

    Wall wall() {
        return wall;
    }

    HexforgeProcess first() {
        return first;
    }

    HexforgeProcess second() {
        return second;
    }

    /// {@return the operator's key, which both nodes know}
    String operator() {
        return operator;
    }

    /// Starts the first node again, on the port that it had.
    void restartFirst() throws Exception {
        first = HexforgeProcess.serve(folder.resolve("first"), environment, first.port());
    }

    /// Starts the second node again, on the port that it had.
    void restartSecond() throws Exception {
        second = HexforgeProcess.serve(folder.resolve("second"), environment, second.port());
    }

    void freezeRedis() throws Exception {
        signalRedis("-STOP");
    }

    void thawRedis() throws Exception {
        signalRedis("-CONT");
    }

    private static void signalRedis(String signal) throws Exception {
        String pid = Long.toString(redisProcess().pid());
        assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
    }

    /// Ends Redis as `kill -9` does. It keeps nothing on the disk.
    void killRedis() {
        redisProcess().destroyForcibly();
    }

    /// Starts Redis again, empty.
    void restartRedis() throws IOException {
        redis.restart();
    }

    private static ProcessHandle redisProcess() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains("redis"))
                .findFirst()
                .orElseThrow();
    }

    /// Ends PostgreSQL and all its processes as `kill -9` does; whoever watches over it starts it again.
    void killDatabase() throws IOException {
        KillTest.killWithChildren(KillTest.postmaster(folder.resolve("database")));
    }

    @Override
    public void close() throws IOException {
        first.close();
        second.close();
        redis.close();
        postgres.close();
        wall.close();
    }
}
