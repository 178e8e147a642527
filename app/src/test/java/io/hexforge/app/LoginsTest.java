package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.app.config.Config;
import io.hexforge.ports.driven.Race;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Accounts on a whole node, with its database, its hashing pool and its outbox.
class LoginsTest {
    private static final String PASSWORD = "correct horse battery staple";
    private static final Pattern TOKEN = Pattern.compile("token=(?:3D)?([\\w-]{43})");

    @TempDir
    private static Path home;

    private static Node node;
    private static String key;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() {
        node = Node.serve(
                Config.from(Map.of("HEXFORGE_HOME", home.toString(), "PORT", "0", "RATE_LIMIT_PER_MINUTE", "0")),
                "test");
        key = node.firstKey().orElseThrow().reveal();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void a_newcomer_gets_in_and_back_in_by_the_links_in_the_outbox() throws Exception {
        assertThat(register("ada@example.org").statusCode()).isEqualTo(201);
        assertThat(post("/v1/auth/verify-email", "{\"token\":\"" + linkTo("ada@example.org", 1) + "\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(logIn("ada@example.org", PASSWORD).statusCode()).isEqualTo(200);

        post("/v1/auth/request-password-reset", "{\"email\":\"ada@example.org\"}");
        String reset =
                "{\"token\":\"" + linkTo("ada@example.org", 2) + "\",\"new_password\":\"quite another password\"}";
        assertThat(post("/v1/auth/reset-password", reset).statusCode()).isEqualTo(200);

        assertThat(logIn("ada@example.org", PASSWORD).statusCode()).isEqualTo(401);
        assertThat(logIn("ada@example.org", "quite another password").statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_rush_of_logins_fails_none_and_no_completion_beside_them() throws Exception {
        for (int i = 0; i < 4; i++) {
            register("rush" + i + "@example.org");
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var logins = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 24; i++) {
                String email = "rush" + i % 4 + "@example.org";
                logins.add(threads.submit(() -> logIn(email, PASSWORD).statusCode()));
            }
            List<Integer> completions = new ArrayList<>();
            while (logins.stream().anyMatch(login -> !login.isDone())) {
                completions.add(send(
                                key,
                                "/v1/chat/completions",
                                "{\"model\":\"offline/offline\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                        .statusCode());
            }
            assertThat(completions).isNotEmpty().containsOnly(200);
            for (Future<Integer> login : logins) {
                assertThat(login.get()).isEqualTo(200);
            }
        }
    }

    private HttpResponse<String> register(String email) throws Exception {
        return post("/v1/auth/register", "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}");
    }

    private HttpResponse<String> logIn(String email, String password) throws Exception {
        return post("/v1/auth/login", "{\"email\":\"" + email + "\",\"password\":\"" + password + "\"}");
    }

    private HttpResponse<String> post(String path, String json) throws Exception {
        return send("", path, json);
    }

    private HttpResponse<String> send(String credential, String path, String json) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(node.url() + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json));
        if (!credential.isEmpty()) {
            request.header("Authorization", "Bearer " + credential);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /// {@return the token in the latest mail to an address, of which so many have to be there}
    private static String linkTo(String address, int mails) throws Exception {
        Race.until(() -> outbox(address).size() >= mails);
        Matcher token = TOKEN.matcher(outbox(address).getLast().replaceAll("=\\r?\\n", ""));
        assertThat(token.find()).isTrue();
        return token.group(1);
    }

    private static List<String> outbox(String address) {
        try (Stream<Path> files = Files.list(home.resolve("outbox"))) {
            var mails = new ArrayList<String>();
            for (Path file : files.filter(each -> each.toString().endsWith(".eml"))
                    .sorted()
                    .toList()) {
                String mail = Files.readString(file);
                if (mail.contains("To: " + address)) {
                    mails.add(mail);
                }
            }
            return mails;
        } catch (java.io.IOException notYet) {
            return List.of();
        }
    }
}
