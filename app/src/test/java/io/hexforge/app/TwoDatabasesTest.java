package io.hexforge.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.app.config.Config;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driving.identity.CarryOutDeletion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole node whose accounts have a database of their own.
class TwoDatabasesTest {
    private static final String QUESTION =
            "{\"model\":\"offline\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @TempDir
    private static Path home;

    private static DatabaseAddress main;
    private static DatabaseAddress identity;
    private static Node node;
    private static LoginClient client;

    @BeforeAll
    static void start() {
        main = DatabaseServer.fresh("main_alone");
        identity = DatabaseServer.fresh("identity_alone");
        var environment = Map.of(
                "HEXFORGE_HOME", home.toString(),
                "PORT", "0",
                "DATABASE_URL", DatabaseServer.url(main),
                "AUTH_DATABASE_URL", DatabaseServer.url(identity),
                "RATE_LIMIT_PER_MINUTE", "0");
        node = Node.serve(Config.from(environment), "test");
        client = new LoginClient(URI.create(node.url().toString()));
    }

    @AfterAll
    static void stop() {
        client.close();
        node.close();
    }

    /// {@return the first column of the first row of the last answer}
    private static String ask(DatabaseAddress database, String... statements) {
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                var statement = connection.createStatement()) {
            String answer = "";
            for (String sql : statements) {
                if (statement.execute(sql)) {
                    try (var rows = statement.getResultSet()) {
                        answer = rows.next() ? rows.getString(1) : "";
                    }
                }
            }
            return answer;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long count(DatabaseAddress database, String table, String column, UUID user) {
        return Long.parseLong(ask(
                database,
                "set role hexforge_system",
                "select count(*) from " + table + " where " + column + " = '" + user + "'"));
    }

    private static String schemas(DatabaseAddress database) {
        return ask(
                database,
                "select string_agg(nspname, ' ' order by nspname) from pg_namespace"
                        + " where nspname in ('identity', 'gateway', 'job', 'ops')");
    }

    @Test
    void each_database_has_its_own_schemas_and_both_are_looked_after() throws Exception {
        assertThat(schemas(main)).contains("gateway", "job").doesNotContain("identity");
        assertThat(schemas(identity)).isEqualTo("identity");

        assertThat(client.get("/health/all").is(200).body().path("components").toString())
                .contains("\"database\"", "\"identity-database\"");
    }

    @Test
    void somebody_signs_up_works_takes_everything_along_and_leaves_nothing_in_either() throws Exception {
        String email = "ada@example.org";
        client.newcomer(email);
        UUID id = UUID.fromString(
                client.get("/v1/auth/me").is(200).body().path("id").asText());
        client.post("/v1/chat/completions", QUESTION).is(200);
        String key = client.post("/v1/api-keys", "{\"name\":\"mine\",\"scopes\":[\"gateway:use\",\"profile:read\"]}")
                .is(201)
                .body()
                .path("secret")
                .asText();
        var byKey = new LoginClient(URI.create(node.url().toString())).showing(key);
        byKey.post("/v1/chat/completions", QUESTION).is(200);
        Race.until(() -> count(main, "gateway.usage", "user_id", id) == 2);

        Map<String, String> export = export(key);
        assertThat(export.get("usage.jsonl")).hasLineCount(2);
        assertThat(String.join("\n", export.values())).contains(email).doesNotContain(key);

        client.send("DELETE", "/v1/users/me", null).is(200);
        comeDue(id);

        Race.until(() -> count(identity, "identity.users", "id", id) == 0);
        assertThat(count(identity, "identity.api_keys", "user_id", id)).isZero();
        assertThat(count(identity, "identity.sessions", "user_id", id)).isZero();
        assertThat(count(main, "gateway.usage", "user_id", id)).isZero();
        assertThat(count(main, "gateway.usage_daily", "user_id", id)).isZero();
        Race.until(() -> status(byKey) == 401);
        client.post("/v1/auth/login", "{\"username\":\"" + email + "\",\"password\":\"" + LoginClient.PASSWORD + "\"}")
                .is(401);
        byKey.close();
    }

    private static int status(LoginClient client) {
        try {
            return client.get("/v1/users/me").status();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> export(String key) throws Exception {
        var files = new TreeMap<String, String>();
        try (var http = HttpClient.newHttpClient()) {
            byte[] zip = http.send(
                            HttpRequest.newBuilder(node.url().resolve("/v1/users/me/export"))
                                    .header("Authorization", "Bearer " + key)
                                    .build(),
                            BodyHandlers.ofByteArray())
                    .body();
            try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
                for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                    files.put(entry.getName(), new String(in.readAllBytes(), UTF_8));
                }
            }
        }
        return files;
    }

    /// As if thirty days had passed, and the hour that an account is disabled before it is erased.
    private static void comeDue(UUID user) {
        AccountStore accounts = node.useCases().personal().accounts();
        Instant due = Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.MICROS);
        User stored = accounts.find(user).orElseThrow();
        assertThat(accounts.save(stored.deletedAt(due).disabled(due), stored.version()))
                .isEqualTo(AccountStore.Stored.DONE);
        node.useCases().background().enqueueJob().at(due, CarryOutDeletion.KIND, null, user + " " + due);
    }
}
