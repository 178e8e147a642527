package io.hexforge.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.postgres.EmbeddedPostgres;
import io.hexforge.ports.driven.Race;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is killed in the middle of something leaves accounts that can be used. Each time it is held up where
/// the first half is done and the second is not, by a lock upon a table, and killed there. And nothing of theirs is in
/// its log.
@Tag("chaos")
class AccountsOfKilledNodeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "correct horse battery staple";
    private static final Pattern TOKEN = Pattern.compile("token=(?:3D)?([\\w-]{43})");

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres postgres;
    private static Map<String, String> environment;
    private static HexforgeProcess server;
    private static String operator;

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgres.start(folder.resolve("database"), new SecureRandom());
        environment = Map.of(
                "DATABASE_URL",
                Cluster.url(postgres.address()),
                "REQUIRE_EMAIL_VERIFICATION",
                "true",
                "LOG_LEVEL",
                "debug");
        server = HexforgeProcess.serve(folder.resolve("home"), environment);
        operator = server.operatorKey();
    }

    @AfterAll
    static void stop() {
        server.close();
        postgres.close();
    }

    @Test
    void who_signed_up_and_got_no_mail_gets_one_by_logging_in() throws Exception {
        killedAt("job.jobs", "insert into job.jobs", () -> register("ada"));
        assertThat(mail("ada")).isEmpty();

        assertThat(register("ada").statusCode()).isEqualTo(201);
        assertThat(logIn("ada").statusCode()).isEqualTo(401);

        assertThat(verified("ada").path("access_token").asText()).isNotEmpty();
    }

    @Test
    void a_refresh_token_whose_exchange_was_cut_is_still_good() throws Exception {
        String token = newcomer("bob").path("refresh_token").asText();
        killedAt("identity.sessions", "update identity.sessions", () -> refresh(token));

        String next = json(refresh(token)).path("refresh_token").asText();

        assertThat(next).isNotEqualTo(token);
        assertThat(refresh(next).statusCode()).isEqualTo(200);
    }

    @Test
    void the_chain_of_the_audit_log_is_whole_when_an_append_was_cut() throws Exception {
        newcomer("carl");
        killedAt("identity.audit_log", "insert into identity.audit_log", () -> logIn("carl"));

        assertThat(logIn("carl").statusCode()).isEqualTo(200);

        JsonNode checked = json(server.post("/v1/admin/audit/check", operator, ""));
        assertThat(checked.path("intact").asBoolean()).as("%s", checked).isTrue();
    }

    @Test
    void the_old_picture_stays_until_the_new_one_is_whole() throws Exception {
        String token = newcomer("dora").path("access_token").asText();
        assertThat(upload(token, 300).statusCode()).isEqualTo(200);
        byte[] old = picture(token);

        killedAt("identity.profiles", "update identity.profiles", () -> upload(token, 400));

        assertThat(picture(token)).isEqualTo(old);
        assertThat(upload(token, 400).statusCode()).isEqualTo(200);
        assertThat(picture(token)).isNotEqualTo(old);
    }

    @Test
    void the_log_of_a_server_that_tells_everything_holds_no_secret() throws Exception {
        JsonNode in = newcomer("emma");
        String access = in.path("access_token").asText();
        String refresh = json(refresh(in.path("refresh_token").asText()))
                .path("refresh_token")
                .asText();
        String key = JSON.readTree(
                        server.post("/v1/api-keys", access, "{\"name\":\"k\"}").body())
                .path("secret")
                .asText();
        assertThat(server.get("/v1/users/me", key).statusCode()).isEqualTo(200);
        server.get("/reset-password?token=" + key, "");
        Matcher link = TOKEN.matcher(mail("emma").replaceAll("=\\r?\\n", ""));
        assertThat(link.find()).isTrue();

        Race.until(() -> log().contains("/reset-password"));

        assertThat(log()).contains("DEBUG");
        for (String secret : List.of(PASSWORD, access, refresh, key, link.group(1), "emma@example.org")) {
            assertThat(secret).isNotEmpty();
            assertThat(log()).doesNotContain(secret);
        }
    }

    private static String log() {
        try {
            return server.log();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Kills the server while `request` waits to write, and starts it again.
    private static void killedAt(String table, String statement, Callable<HttpResponse<?>> request) throws Exception {
        try (Connection lock = connection()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("lock table " + table + " in share row exclusive mode");
            Thread client = Thread.startVirtualThread(() -> {
                try {
                    request.call();
                } catch (Exception cut) {
                    // The kill, which is what this is about.
                }
            });
            Race.until(() -> waiting(statement) > 0);
            server.kill();
            client.join();
        }
        Race.until(() -> waiting(statement) == 0);
        // Where it was, since its access tokens name its address.
        server = HexforgeProcess.serve(folder.resolve("home"), environment, server.port());
    }

    private static Connection connection() throws SQLException {
        var address = postgres.address();
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    private static long waiting(String statement) {
        String count = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like ?";
        try (Connection connection = connection();
                var query = connection.prepareStatement(count)) {
            query.setString(1, "%" + statement + "%");
            try (var rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode newcomer(String name) throws Exception {
        assertThat(register(name).statusCode()).isEqualTo(201);
        return verified(name);
    }

    /// Uses the link that comes by mail.
    private static JsonNode verified(String name) throws Exception {
        Race.until(() -> !mail(name).isEmpty());
        Matcher token = TOKEN.matcher(mail(name).replaceAll("=\\r?\\n", ""));
        assertThat(token.find()).isTrue();
        String body = "{\"token\":\"" + token.group(1) + "\"}";
        assertThat(server.post("/v1/auth/verify-email", "", body).statusCode()).isEqualTo(200);
        return json(logIn(name));
    }

    /// {@return all mails to somebody that hold a link with a token}
    private static String mail(String name) {
        var mails = new StringBuilder();
        try (Stream<Path> files = Files.list(folder.resolve("home/outbox"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".eml")).toList()) {
                String mail = Files.readString(file);
                if (mail.contains("To: " + name + "@") && mail.contains("token=")) {
                    mails.append(mail);
                }
            }
        } catch (java.nio.file.NoSuchFileException notYet) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return mails.toString();
    }

    private static HttpResponse<String> register(String name) throws Exception {
        return server.post("/v1/auth/register", "", credentials(name));
    }

    private static HttpResponse<String> logIn(String name) throws Exception {
        return server.post("/v1/auth/login", "", credentials(name));
    }

    private static String credentials(String name) {
        return "{\"email\":\"" + name + "@example.org\",\"password\":\"" + PASSWORD + "\"}";
    }

    private static HttpResponse<String> refresh(String token) throws Exception {
        return server.post("/v1/auth/refresh", "", "{\"refresh_token\":\"" + token + "\"}");
    }

    private static HttpResponse<byte[]> upload(String token, int size) throws Exception {
        var png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(size, 200, BufferedImage.TYPE_INT_RGB), "png", png);
        return avatar(token, "POST", BodyPublishers.ofByteArray(png.toByteArray()));
    }

    private static byte[] picture(String token) throws Exception {
        HttpResponse<byte[]> answer = avatar(token, "GET", BodyPublishers.noBody());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static HttpResponse<byte[]> avatar(String token, String method, HttpRequest.BodyPublisher body)
            throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/users/me/avatar"))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "image/png")
                            .method(method, body)
                            .build(),
                    BodyHandlers.ofByteArray());
        }
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
