package io.hexforge.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.http.ops.DocsRoutes;
import io.hexforge.adapter.http.ops.MetricsRoutes;
import io.hexforge.adapter.http.ops.RootRoutes;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Scope;
import io.prometheus.client.CollectorRegistry;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShellTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Actor ACTOR =
            new Actor(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3), Set.of(Scope.KEYS_READ), false);

    record Thing(String name, @Nullable Integer size, List<Part> parts) {}

    record Part(String label) {}

    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    private final class TestRoutes implements Routes.Group {
        @Override
        public void addTo(Routes routes) {
            routes.post("/things", Access.everybody(), ctx -> ctx.json(Body.of(ctx, Thing.class)));
            routes.get("/things/{id}", Access.everybody(), ctx -> ctx.result(ctx.pathParam("id")));
            routes.get("/broken", Access.everybody(), ctx -> {
                throw new IllegalStateException("secret internals");
            });
            routes.get(
                    "/v1/secret",
                    Access.scope(Scope.KEYS_READ),
                    ctx -> ctx.json(Exchange.actor(ctx).userId()));
            routes.get("/v1/forbidden", Access.scope(Scope.KEYS_WRITE), ctx -> ctx.json("never"));
            routes.get("/wait", Access.everybody(), ctx -> {
                entered.countDown();
                release.await(20, TimeUnit.SECONDS);
                ctx.result("waited");
            });
        }
    }

    @BeforeEach
    void start() {
        server = server(HttpServerConfig.local(0));
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.close();
        client.close();
    }

    private HttpServer server(HttpServerConfig config) {
        var registry = new CollectorRegistry();
        return new HttpServer(
                        config,
                        new Credentials(
                                secret -> secret.equals("hf_good") ? Optional.of(ACTOR) : Optional.empty(),
                                session -> false,
                                session -> false),
                        TestServer.unlimited(),
                        List.of(
                                new TestRoutes(),
                                new MetricsRoutes(registry),
                                new RootRoutes("1.2.3"),
                                new DocsRoutes()),
                        registry,
                        new Ids(InstantSource.system(), new Random(1)),
                        new Random(2))
                .start();
    }

    private static HttpServerConfig config(int requests, Set<String> origins, Set<String> hosts, boolean proxy) {
        return new HttpServerConfig(
                "127.0.0.1", 0, requests, 10, 1000, 2000, origins, hosts, proxy, Duration.ofMillis(800));
    }

    private void restart(HttpServerConfig config) {
        server.close();
        server = server(config);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = request(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String body) throws Exception {
        return client.send(
                request("/things")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode problem(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        return problem(response.body(), status);
    }

    private static JsonNode problem(String body, int status) throws IOException {
        JsonNode problem = JSON.readTree(body);
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("type").textValue()).startsWith("urn:hexforge:problem:");
        for (String name : List.of("title", "detail", "instance", "code", "traceId")) {
            assertThat(problem.get(name).textValue()).as(name).isNotNull();
        }
        assertThat(problem.get("errors").isArray()).isTrue();
        return problem;
    }

    @Test
    void takes_a_well_formed_request_id_and_traceparent_and_makes_others() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var given = get("/things/7", "X-Request-ID", "abc-123", "traceparent", trace);
        assertThat(given.headers().firstValue("X-Request-ID")).hasValue("abc-123");
        assertThat(given.headers().firstValue("traceparent")).hasValue(trace);

        var made = get("/nowhere", "X-Request-ID", "not ok <script>", "traceparent", "00-000-01");
        assertThat(made.headers().firstValue("X-Request-ID").orElseThrow()).matches("[0-9a-f-]{36}");
        String traceparent = made.headers().firstValue("traceparent").orElseThrow();
        assertThat(traceparent).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        assertThat(problem(made, 404).get("traceId").textValue()).isEqualTo(traceparent.substring(3, 35));
    }

    @Test
    void every_answer_carries_the_security_headers() throws Exception {
        for (String path : List.of("/things/7", "/nowhere", "/broken", "/openapi.json")) {
            var headers = get(path).headers();
            assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                    .contains("frame-ancestors 'none'");
            assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
            assertThat(headers.firstValue("Strict-Transport-Security")).isEmpty();
            assertThat(headers.firstValue("Server")).isEmpty();
        }
    }

    @Test
    void promises_tls_only_behind_a_trusted_proxy_that_speaks_it() throws Exception {
        restart(config(10, Set.of(), Set.of(), true));
        assertThat(get("/things/7", "X-Forwarded-Proto", "https").headers().firstValue("Strict-Transport-Security"))
                .isPresent();
        assertThat(get("/things/7", "X-Forwarded-Proto", "http").headers().firstValue("Strict-Transport-Security"))
                .isEmpty();
    }

    @Test
    void a_failure_shows_nothing_of_its_cause() throws Exception {
        var response = get("/broken");
        assertThat(problem(response, 500).get("code").textValue()).isEqualTo("internal_error");
        assertThat(response.body()).doesNotContain("secret internals").doesNotContain("Exception");
    }

    @Test
    void a_wrong_method_is_told_the_right_ones() throws Exception {
        var response = client.send(request("/things").GET().build(), BodyHandlers.ofString());
        problem(response, 405);
        assertThat(response.headers().firstValue("Allow")).hasValue("POST");
        var options = client.send(
                request("/things").method("OPTIONS", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(options.headers().firstValue("Allow")).hasValue("POST");
    }

    @Test
    void head_asks_the_route_and_leaves_out_the_body() throws Exception {
        var found = client.send(
                request("/things/7").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.body()).isEmpty();
        var locked = client.send(
                request("/v1/secret").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(locked.statusCode()).isEqualTo(401);
    }

    @Test
    void a_slash_at_the_end_of_a_path_changes_nothing() throws Exception {
        assertThat(get("/things/7/").body()).isEqualTo("7");
    }

    @Test
    void names_each_wrong_field_with_a_pointer() throws Exception {
        assertThat(post("{\"name\":\"a\",\"parts\":[{\"label\":\"x\"}]}").statusCode())
                .isEqualTo(200);
        assertThat(errors(post("{\"name\":1,\"parts\":[]}"))).containsExactly("/name must be a string");
        assertThat(errors(post("{\"name\":\"a\",\"size\":1.5,\"parts\":[]}")))
                .containsExactly("/size must be a whole number");
        assertThat(errors(post("{\"name\":\"a\",\"size\":\"1\",\"parts\":[]}")))
                .containsExactly("/size must be a whole number");
        assertThat(errors(post("{\"name\":\"a\",\"parts\":{}}"))).containsExactly("/parts must be an array");
        assertThat(errors(post("{\"parts\":[{\"label\":\"x\"},{}, null]}")))
                .containsExactly("/name is missing", "/parts/1/label is missing", "/parts/2 must not be null");
        assertThat(errors(post("{\"name\":\"a\",\"parts\":[{\"lable\":\"x\"}]}")))
                .containsExactly("/parts/0/lable is not known here; known are label");
        assertThat(errors(post("{\"name\":\"a\",\"name\":\"b\",\"parts\":[]}")).getFirst())
                .contains("Duplicate field 'name'");
        assertThat(errors(post("{\"name\":\"a\",\"parts\":[]} x")).getFirst()).contains("line 1, column");
        assertThat(errors(post("{\"name\":\"a\",\"parts\":[]} {}"))).containsExactly(" has something after its value");
        assertThat(errors(post("{\"name\":\"a\",\"parts\":[{\"label\":tru}]}")).getFirst())
                .startsWith("/parts/0/label is malformed JSON at line 1, column");
        assertThat(errors(post("[]"))).containsExactly(" must be an object");
        assertThat(errors(post("null"))).containsExactly(" must be an object, not null");
        assertThat(errors(post(""))).containsExactly(" is empty; a JSON object is expected");
        assertThat(errors(post("[".repeat(500)))).hasSize(1);
    }

    private static List<String> errors(HttpResponse<String> response) throws IOException {
        return problem(response, 400)
                .get("errors")
                .valueStream()
                .map(error -> error.get("pointer").textValue() + " "
                        + error.get("detail").textValue())
                .toList();
    }

    @Test
    void refuses_a_large_body_before_it_is_sent() throws Exception {
        restart(config(10, Set.of(), Set.of(), false));
        var answer = new Wire(server.port())
                .send("POST /things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 1000000\r\n\r\n{");
        assertThat(answer.status()).isEqualTo(413);
        problem(answer.body(), 413);
    }

    @Test
    void refuses_a_large_chunked_body_while_it_is_sent() throws Exception {
        restart(config(10, Set.of(), Set.of(), false));
        var answer = new Wire(server.port())
                .send("POST /things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + ("400\r\n" + "x".repeat(1024) + "\r\n").repeat(2));
        problem(answer.body(), 413);
    }

    @Test
    void a_client_that_sends_all_of_a_large_body_still_reads_the_refusal() throws Exception {
        restart(config(10, Set.of(), Set.of(), false));
        var response = client.send(
                request("/things")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(new byte[20 << 20]))
                        .build(),
                BodyHandlers.ofString());
        problem(response, 413);
    }

    @Test
    void a_body_that_nobody_reads_takes_no_answer_away_and_no_connection() throws Exception {
        var large = BodyPublishers.ofByteArray(new byte[5 << 20]);
        for (int i = 0; i < 10; i++) {
            problem(client.send(request("/nothing").POST(large).build(), BodyHandlers.ofString()), 404);
            var answer = client.send(request("/things/7").method("GET", large).build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            var next = client.send(
                    request("/things").POST(BodyPublishers.ofString("{")).build(), BodyHandlers.ofString());
            problem(next, 400);
        }
    }

    @Test
    void a_body_that_is_refused_at_the_door_takes_no_answer_away_and_no_connection() throws Exception {
        restart(config(1, Set.of(), Set.of("127.0.0.1"), false));
        var large = BodyPublishers.ofByteArray(new byte[5 << 20]);
        var waiting = client.sendAsync(request("/wait").build(), BodyHandlers.ofString());
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 10; i++) {
            problem(client.send(request("/things").POST(large).build(), BodyHandlers.ofString()), 503);
        }
        release.countDown();
        assertThat(waiting.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);

        restart(config(1, Set.of(), Set.of("ai.example.org"), false));
        for (int i = 0; i < 10; i++) {
            problem(client.send(request("/things").POST(large).build(), BodyHandlers.ofString()), 400);
        }
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(20_000);
            String refused = "POST /things HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 100000\r\n\r\n";
            String next = "GET /things/7 HTTP/1.1\r\nHost: ai.example.org\r\n\r\n";
            socket.getOutputStream().write((refused + "x".repeat(100_000) + next).getBytes(StandardCharsets.UTF_8));
            assertThat(Wire.read(socket).status()).isEqualTo(400);
            assertThat(Wire.read(socket).status()).isEqualTo(200);
        }
    }

    @Test
    void requests_that_no_handler_sees_are_answered_with_problems_too() throws Exception {
        var wire = new Wire(server.port());
        assertThat(wire.send("GET /things/7 HTTP/1.1\r\nHost: a\r\nX-Big: " + "x".repeat(100_000) + "\r\n\r\n")
                        .status())
                .isEqualTo(431);
        problem(
                wire.send("GET /things/7 HTTP/1.1\r\nHost: a\r\nX-Big: " + "x".repeat(2_000_000) + "\r\n\r\n")
                        .body(),
                431);
        problem(wire.send("GET / things HTTP/1.1\r\nHost: a\r\n\r\n").body(), 400);
        problem(wire.send("GET /things/7 HTTP/1.1\r\n\r\n").body(), 400);
        problem(wire.send("GET /things/%zz HTTP/1.1\r\nHost: a\r\n\r\n").body(), 400);
        problem(
                wire.send("POST /things HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n")
                        .body(),
                400);
        problem(
                wire.send("POST /things HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")
                        .body(),
                400);
    }

    @Test
    void invalid_utf_8_is_refused_with_its_position() throws Exception {
        byte[] body = "{\"name\":\"a?\",\"parts\":[]}".getBytes(StandardCharsets.US_ASCII);
        body[10] = (byte) 0xff;
        var response = client.send(
                request("/things")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(problem(response, 400).get("detail").textValue()).contains("offset 10");
    }

    @Test
    void only_json_in_utf_8_is_taken() throws Exception {
        for (String type : List.of("text/plain", "application/json; charset=utf-16", "multipart/form-data")) {
            var response = client.send(
                    request("/things")
                            .header("Content-Type", type)
                            .POST(BodyPublishers.ofString("{}"))
                            .build(),
                    BodyHandlers.ofString());
            problem(response, 415);
        }
    }

    @Test
    void a_route_asks_for_a_credential_and_its_scope() throws Exception {
        var none = get("/v1/secret");
        problem(none, 401);
        assertThat(none.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
        problem(get("/v1/secret?api_key=hf_good&key=hf_good"), 401);
        problem(get("/v1/secret", "x-api-key", "hf_good"), 401);
        problem(get("/v1/secret", "Authorization", "Bearer hf_bad"), 401);
        problem(get("/v1/forbidden", "Authorization", "Bearer hf_good"), 403);
        assertThat(get("/v1/secret", "Authorization", "bearer hf_good").body())
                .contains(ACTOR.userId().toString());
    }

    @Test
    void metrics_are_for_this_machine_or_a_scope_and_label_templates() throws Exception {
        get("/things/very-secret-path");
        var metrics = get("/metrics");
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("route=\"/things/{id}\"").doesNotContain("very-secret-path");
        restart(config(10, Set.of(), Set.of(), true));
        problem(get("/metrics"), 401);
        problem(get("/metrics", "Authorization", "Bearer hf_good"), 403);
    }

    @Test
    void pages_of_allowed_origins_may_call_and_others_may_not() throws Exception {
        restart(config(10, Set.of("https://app.example.org"), Set.of(), false));
        var preflight = client.send(
                request("/things")
                        .method("OPTIONS", BodyPublishers.noBody())
                        .header("Origin", "https://app.example.org")
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "authorization")
                        .build(),
                BodyHandlers.ofString());
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue("https://app.example.org");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                .hasValue("authorization");
        assertThat(get("/nowhere", "Origin", "https://app.example.org")
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .isPresent();
        assertThat(get("/things/7", "Origin", "https://evil.example.org")
                        .headers()
                        .firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void requests_under_another_name_are_refused() throws Exception {
        restart(config(10, Set.of(), Set.of("127.0.0.1", "*.example.org"), false));
        var wire = new Wire(server.port());
        assertThat(wire.send("GET /things/7 HTTP/1.1\r\nHost: a.example.org\r\n\r\n")
                        .status())
                .isEqualTo(200);
        problem(
                wire.send("GET /things/7 HTTP/1.1\r\nHost: rebound.example.com\r\n\r\n")
                        .body(),
                400);
    }

    @Test
    void excess_requests_are_turned_away_with_a_hint_when_to_return() throws Exception {
        restart(config(1, Set.of(), Set.of(), false));
        var waiting = client.sendAsync(request("/wait").build(), BodyHandlers.ofString());
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        var refused = get("/things/7");
        problem(refused, 503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(get("/metrics").statusCode()).isEqualTo(200);
        release.countDown();
        assertThat(waiting.get(10, TimeUnit.SECONDS).body()).isEqualTo("waited");
        // The answer is there a moment before its place is free.
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        int status = get("/things/7").statusCode();
        while (status == 503 && System.nanoTime() < deadline) {
            status = get("/things/7").statusCode();
        }
        assertThat(status).isEqualTo(200);
    }

    @Test
    void a_stop_lets_running_requests_end_and_takes_no_new_ones() throws Exception {
        var waiting = client.sendAsync(request("/wait").build(), BodyHandlers.ofString());
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        int port = server.port();
        var stopping = CompletableFuture.runAsync(server::close);
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (connects(port) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(stopping).isNotDone();
        release.countDown();
        assertThat(waiting.get(10, TimeUnit.SECONDS).body()).isEqualTo("waited");
        stopping.get(10, TimeUnit.SECONDS);
        assertThat(connects(port)).isFalse();
    }

    private static boolean connects(int port) {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void a_stop_cuts_what_does_not_end_in_time() throws Exception {
        restart(config(10, Set.of(), Set.of(), false));
        var waiting = client.sendAsync(request("/wait").build(), BodyHandlers.ofString());
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        long before = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(waiting).failsWithin(Duration.ofSeconds(5));
    }

    @Test
    void the_front_page_suits_browsers_and_programs() throws Exception {
        assertThat(get("/", "Accept", "text/html,*/*").body()).contains("<a href=\"/docs\">");
        assertThat(JSON.readTree(get("/").body()).get("version").textValue()).isEqualTo("1.2.3");
    }

    @Test
    void the_documentation_works_offline() throws Exception {
        for (String page : List.of("/docs", "/api/docs", "/api/redoc")) {
            var html = get(page);
            assertThat(html.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("script-src 'self'");
            var sources =
                    java.util.regex.Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(html.body());
            int found = 0;
            while (sources.find()) {
                assertThat(get(sources.group(1)).statusCode())
                        .as(sources.group(1))
                        .isEqualTo(200);
                found++;
            }
            assertThat(found).isGreaterThan(1);
        }
        assertThat(JSON.readTree(get("/openapi.json").body()).get("openapi").textValue())
                .startsWith("3.1");
        assertThat(get("/openapi.yaml").body()).startsWith("openapi:");
    }
}
