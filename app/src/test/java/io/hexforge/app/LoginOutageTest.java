package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.oidc.identity.LocalProvider;
import io.hexforge.adapter.postgres.EmbeddedPostgres;
import io.hexforge.app.Operations.Operation;
import io.hexforge.app.config.Config;
import io.hexforge.app.faults.Api;
import io.hexforge.app.faults.LocalRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What people are told who log in while something is away that this takes: to try later, and nothing of what broke.
class LoginOutageTest {
    private static final Set<Integer> TRY_AGAIN = Set.of(502, 503, 504);

    @TempDir
    private Path folder;

    private final LocalProvider provider = new LocalProvider();
    private EmbeddedPostgres postgres;
    private LocalRedis redis;
    private Node node;
    private Household household;
    private List<Operation> operations;

    @BeforeEach
    void start() throws Exception {
        postgres = EmbeddedPostgres.start(folder.resolve("database"), new SecureRandom());
        redis = new LocalRedis();
        node = Node.serve(
                Config.from(Map.ofEntries(
                        Map.entry("HEXFORGE_HOME", folder.resolve("home").toString()),
                        Map.entry("PORT", "0"),
                        Map.entry("DATABASE_URL", ForeignIdsTest.url(postgres.address())),
                        Map.entry("REDIS_URL", redis.url()),
                        Map.entry("SMTP_HOST", "127.0.0.1"),
                        Map.entry("SMTP_PORT", Integer.toString(LocalRedis.freePort())),
                        Map.entry("SMTP_SECURITY", "none"),
                        Map.entry("RATE_LIMIT_PER_MINUTE", "0"),
                        Map.entry("OIDC_LOCAL_ISSUER", provider.issuer().toString()),
                        Map.entry("OIDC_LOCAL_CLIENT_ID", LocalProvider.CLIENT),
                        Map.entry("OIDC_LOCAL_CLIENT_SECRET", LocalProvider.SECRET))),
                "test");
        household = new Household(node, postgres.address(), "household");
        operations = new Operations(new Api(node.url(), "").get("/openapi.json").text()).ofAccounts();
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        redis.close();
        postgres.close();
        provider.close();
    }

    @Test
    void without_redis_a_mail_server_and_an_issuer_people_still_log_in_with_a_password() throws Exception {
        List<String> tokens = tokens();
        provider.close();
        redis.close();
        try (var client = new LoginClient(node.url())) {
            client.newcomer("ada@example.org").get("/v1/auth/me").is(200);

            assertThat(client.post("/v1/auth/passkeys/login/start", "{}").status())
                    .isIn(503, 504);
            assertThat(client.get("/v1/auth/oauth/local/start").is(503).code()).isEqualTo("unavailable");
            assertThat(client.get("/health/ready").is(200).body().path("status").asText())
                    .isEqualTo("degraded");
        }
        assertNothingBreaks(tokens);
    }

    @Test
    void without_the_database_who_is_logged_in_asks_models_and_every_route_says_to_try_again() throws Exception {
        List<String> tokens = tokens();
        String token = household.session(household.owner());
        postgres.close();

        Map<String, Api.Reply> replies = assertNothingBreaks(tokens);

        String question = "{\"model\":\"offline\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        Api.Reply answer = new Api(node.url(), token).post("/v1/chat/completions", question);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        for (String operation : List.of(
                "GET /v1/auth/me",
                "GET /v1/users/me",
                "GET /v1/auth/sessions",
                "GET /v1/tenants",
                "GET /v1/admin/audit",
                "POST /v1/auth/login")) {
            Api.Reply reply = replies.get(operation);
            assertThat(reply.status()).as(operation + ": " + reply.text()).isEqualTo(503);
            assertThat(reply.header("Retry-After")).isNotEmpty();
        }
    }

    /// {@return for each operation one, as some end sessions}
    private List<String> tokens() {
        return operations.stream()
                .map(operation -> household.session(household.owner()))
                .toList();
    }

    /// Asks for everything at the same time, since each waits a while for what is away.
    ///
    /// @return what was answered to whoever is logged in
    private Map<String, Api.Reply> assertNothingBreaks(List<String> tokens) throws Exception {
        var asking = new LinkedHashMap<String, Future<Api.Reply>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < operations.size(); i++) {
                Operation operation = operations.get(i);
                var somebody = new Api(node.url(), tokens.get(i));
                var nobody = new Api(node.url(), "");
                asking.put(operation.toString(), threads.submit(() -> ask(operation, somebody)));
                asking.put(operation + ", nobody", threads.submit(() -> ask(operation, nobody)));
            }
        }
        var replies = new LinkedHashMap<String, Api.Reply>();
        for (var asked : asking.entrySet()) {
            replies.put(asked.getKey(), asked.getValue().get());
        }

        assertThat(replies)
                .allSatisfy((operation, reply) -> assertThat(clear(reply))
                        .as(operation + ": " + reply.status() + " " + reply.text())
                        .isTrue());
        return replies;
    }

    private Api.Reply ask(Operation operation, Api api) {
        return api.send(operation.method(), household.path(operation), operation.body());
    }

    private static boolean clear(Api.Reply reply) {
        return reply.status() < 500
                || (TRY_AGAIN.contains(reply.status())
                        && reply.header("Content-Type").equals("application/problem+json")
                        && !reply.text().matches("(?s).*(Exception|at io\\.hexforge|127\\.0\\.0\\.1|SQL|edis).*"));
    }
}
