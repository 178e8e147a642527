package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.app.config.Config;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driving.identity.SignedIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// People who are logged in at two nodes with one database.
class SessionsEndToEndTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static String databaseUrl;
    private static Node first;
    private static Node second;
    private static HttpClient client;

    @BeforeAll
    static void start() {
        databaseUrl = DatabaseServer.url(DatabaseServer.fresh("sessions"));
        first = node("first");
        second = node("second");
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    private static Node node(String name) {
        var environment = Map.of(
                "HEXFORGE_HOME", folder.resolve(name).toString(),
                "PORT", "0",
                "PUBLIC_URL", "https://api.example.org/",
                "DATABASE_URL", databaseUrl,
                "ENCRYPTION_KEY", "0123456789abcdef0123456789abcdef",
                "RATE_LIMIT_PER_MINUTE", "0");
        return Node.serve(Config.from(environment), "test");
    }

    @AfterAll
    static void stop() {
        client.close();
        second.close();
        first.close();
    }

    private static SignedIn logIn() {
        User user = first.useCases()
                .logins()
                .sessions()
                .who(first.operator())
                .orElseThrow()
                .user();
        return first.useCases()
                .logins()
                .sessions()
                .open(user, Set.of(AuthMethod.PASSWORD), new Device("test", "192.0.2.1"));
    }

    private static HttpResponse<String> send(Node node, String method, String path, String token, String json) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(node.url() + path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .method(method, BodyPublishers.ofString(json))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int status(Node node, String token) {
        return send(node, "GET", "/v1/auth/me", token, "").statusCode();
    }

    private static HttpResponse<String> refresh(Node node, String token) {
        return send(node, "POST", "/v1/auth/refresh", "none", "{\"refresh_token\":\"" + token + "\"}");
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    @Test
    void a_token_of_one_node_works_at_the_other_and_asks_models() throws Exception {
        String token = logIn().accessToken().reveal();

        assertThat(json(send(second, "GET", "/v1/auth/me", token, ""))
                        .get("username")
                        .textValue())
                .isEqualTo("operator");
        var answer = send(
                second,
                "POST",
                "/v1/chat/completions",
                token,
                "{\"model\":\"offline\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void a_logout_is_in_force_at_once_and_at_the_other_node_within_about_a_second() {
        SignedIn in = logIn();
        String token = in.accessToken().reveal();
        assertThat(status(second, token)).isEqualTo(200);

        assertThat(send(first, "POST", "/v1/auth/logout", token, "").statusCode())
                .isEqualTo(200);

        assertThat(status(first, token)).isEqualTo(401);
        long ended = System.nanoTime();
        Race.until(() -> status(second, token) == 401);
        assertThat(Duration.ofNanos(System.nanoTime() - ended)).isLessThan(Duration.ofSeconds(4));
        assertThat(refresh(second, in.refreshToken().reveal()).statusCode()).isEqualTo(401);
    }

    @Test
    void a_hundred_concurrent_exchanges_at_two_nodes_know_one_successor() throws Exception {
        String token = logIn().refreshToken().reveal();

        var answers = Race.ofFifty(i ->
                java.util.List.of(refresh(i % 2 == 0 ? first : second, token), refresh(first, token)));

        var successors = new HashSet<String>();
        for (var pair : answers) {
            for (var answer : pair) {
                successors.add(json(answer).get("refresh_token").textValue());
            }
        }
        assertThat(successors).hasSize(1);
        String successor = successors.iterator().next();
        String third = json(refresh(second, successor)).get("refresh_token").textValue();
        assertThat(refresh(first, token).body()).contains("refresh_token_reused");
        assertThat(refresh(second, third).body()).contains("session_over");
    }

    @Test
    void others_find_the_key_of_a_token_among_the_published_ones() throws Exception {
        String token = logIn().accessToken().reveal();

        JsonNode here = json(send(first, "GET", "/.well-known/jwks.json", "", ""));
        JsonNode there = json(send(second, "GET", "/.well-known/jwks.json", "", ""));

        assertThat(there).isEqualTo(here);
        assertThat(here.get("keys")).hasSize(1);
        var decoded = JWT.decode(token);
        assertThat(here.at("/keys/0/kid").textValue()).isEqualTo(decoded.getKeyId());
        assertThat(decoded.getIssuer()).isEqualTo("https://api.example.org");
        assertThat(decoded.getAudience()).containsExactly("hexforge");
        assertThat(token.length()).isLessThan(1500);
    }
}
