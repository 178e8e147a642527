package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.oidc.identity.LocalProvider;
import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.adapter.redis.ops.RedisChangeSignal;
import io.hexforge.app.LoginClient.Answer;
import io.hexforge.app.config.Config;
import io.hexforge.app.faults.LocalRedis;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.SoftAuthenticator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is decided at one node holds at another, and what is begun at one is finished at another: for two nodes
/// with one database and one Redis, and for two with one database alone.
class AccountsOfTwoNodesTest {
    private static final Ids IDS = new Ids(InstantSource.system(), new SecureRandom());
    private static final String ORIGIN = "https://ai.example.org";
    private static final String SITE = "ai.example.org";
    private static final String OTHER_PASSWORD = "quite another passphrase 8";

    @TempDir
    private static Path folder;

    enum Cluster {
        WITH_REDIS,
        WITHOUT_REDIS
    }

    private static final Map<Cluster, List<Node>> NODES = new EnumMap<>(Cluster.class);
    private static DatabaseAddress database;
    private static LocalRedis redis;
    private static LocalProvider provider;
    private static String operatorKey;

    @AutoClose
    private final LoginClients clients = new LoginClients();

    @BeforeAll
    static void start() throws IOException {
        database = DatabaseServer.fresh("accounts");
        redis = new LocalRedis();
        Map<String, String> shared = Map.of("REDIS_URL", redis.url());
        provider = new LocalProvider();
        Node first = node("first", shared);
        operatorKey = first.firstKey().orElseThrow().reveal();
        NODES.put(Cluster.WITH_REDIS, List.of(first, node("second", shared)));
        NODES.put(Cluster.WITHOUT_REDIS, List.of(node("third", Map.of()), node("fourth", Map.of())));
    }

    private static Node node(String name, Map<String, String> more) {
        var environment = new HashMap<>(more);
        environment.put("HEXFORGE_HOME", folder.resolve(name).toString());
        environment.put("PORT", "0");
        environment.put("PUBLIC_URL", ORIGIN);
        environment.put("DATABASE_URL", DatabaseServer.url(database));
        environment.put("ENCRYPTION_KEY", "0123456789abcdef0123456789abcdef");
        environment.put("OIDC_LOCAL_ISSUER", provider.issuer().toString());
        environment.put("OIDC_LOCAL_CLIENT_ID", LocalProvider.CLIENT);
        environment.put("OIDC_LOCAL_CLIENT_SECRET", LocalProvider.SECRET);
        environment.put("RATE_LIMIT_PER_MINUTE", "0");
        environment.put("ARGON2_MEMORY_KIB", "1024");
        return Node.serve(Config.from(environment), "test");
    }

    @AfterAll
    static void stop() throws IOException {
        NODES.values().forEach(pair -> pair.forEach(Node::close));
        redis.close();
        provider.close();
    }

    /// Somebody who has an account, and a client at each of two nodes that shows the same access token.
    private record Person(String name, UUID id, UUID tenantId, LoginClient here, LoginClient there, JsonNode tokens) {}

    private LoginClient at(Cluster cluster, int node) {
        return clients.at(NODES.get(cluster).get(node));
    }

    private LoginClient operator(Cluster cluster) {
        return at(cluster, 0).showing(operatorKey);
    }

    /// Somebody in the operator's tenant, logged in at the first node.
    private Person person(Cluster cluster, Role role) throws Exception {
        UseCases cases = NODES.get(cluster).getFirst().useCases();
        UUID tenant = NODES.get(cluster).getFirst().operator().tenantId();
        String name = "u" + UUID.randomUUID();
        Instant now = Instant.now();
        User user = new User(IDS.next(), tenant, name, name, false, now)
                .reachedAt(new EmailAddress(name + "@example.org"), now);
        String hash = cases.passwords().driven().hasher().hash(new Secret(LoginClient.PASSWORD));
        assertThat(cases.personal().accounts().add(user, null, new Membership(tenant, user.id(), role, now), hash))
                .isEqualTo(AccountStore.Stored.DONE);
        JsonNode tokens =
                logIn(at(cluster, 0), name, LoginClient.PASSWORD).is(200).body();
        String token = tokens.path("access_token").asText();
        return new Person(
                name,
                user.id(),
                tenant,
                at(cluster, 0).showing(token),
                at(cluster, 1).showing(token),
                tokens);
    }

    private static Answer logIn(LoginClient client, String name, String password) throws Exception {
        return client.post("/v1/auth/login", "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, password));
    }

    private static Answer refresh(LoginClient client, JsonNode tokens) throws Exception {
        return client.post(
                "/v1/auth/refresh",
                "{\"refresh_token\":\"" + tokens.path("refresh_token").asText() + "\"}");
    }

    /// {@return a client of the second node that shows a new key of the person}
    private LoginClient withKey(Cluster cluster, Person person, String scope) throws Exception {
        String secret = person.here()
                .post("/v1/api-keys", "{\"name\":\"test\",\"scopes\":[\"" + scope + "\"]}")
                .is(201)
                .body()
                .path("secret")
                .asText();
        return at(cluster, 1).showing(secret);
    }

    private static void await(LoginClient client, String path, int status) {
        Race.until(() -> {
            try {
                return client.get(path).status() == status;
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(Cluster.class)
    void another_role_holds_at_the_other_node_for_tokens_and_for_keys(Cluster cluster) throws Exception {
        Person ada = person(cluster, Role.ADMIN);
        LoginClient key = withKey(cluster, ada, "members:write");
        String invites = "/v1/tenants/" + ada.tenantId() + "/invites";
        String member = "/v1/tenants/" + ada.tenantId() + "/members/" + ada.id();
        await(key, invites, 200);
        ada.there().get(invites).is(200);

        operator(cluster).send("PATCH", member, "{\"role\":\"viewer\"}").is(200);

        await(key, invites, 403);
        await(ada.there(), invites, 401);
        JsonNode renewed = refresh(at(cluster, 1), ada.tokens()).is(200).body();
        ada.there().showing(renewed.path("access_token").asText()).get(invites).is(403);
        assertThat(ada.there().get("/v1/auth/me").is(200).body().path("role").asText())
                .isEqualTo("viewer");

        operator(cluster).send("PATCH", member, "{\"role\":\"admin\"}").is(200);
        await(key, invites, 200);
    }

    @ParameterizedTest
    @EnumSource(Cluster.class)
    void somebody_who_is_disabled_gets_in_nowhere_until_they_are_enabled(Cluster cluster) throws Exception {
        Person ada = person(cluster, Role.MEMBER);
        LoginClient key = withKey(cluster, ada, "profile:read");
        String user = "/v1/admin/users/" + ada.id();
        await(key, "/v1/users/me", 200);
        ada.there().get("/v1/users/me").is(200);

        operator(cluster).send("PATCH", user, "{\"disabled\":true}").is(200);

        await(key, "/v1/users/me", 401);
        await(ada.there(), "/v1/users/me", 401);
        assertThat(refresh(at(cluster, 1), ada.tokens()).is(401).code()).isEqualTo("session_over");
        assertThat(logIn(at(cluster, 1), ada.name(), LoginClient.PASSWORD)
                        .is(403)
                        .code())
                .isEqualTo("account_disabled");

        operator(cluster).send("PATCH", user, "{\"disabled\":false}").is(200);
        await(key, "/v1/users/me", 200);
        ada.there().get("/v1/users/me").is(401);
        logIn(at(cluster, 1), ada.name(), LoginClient.PASSWORD).is(200);
    }

    @ParameterizedTest
    @EnumSource(Cluster.class)
    void a_withdrawn_key_is_refused_by_the_other_node(Cluster cluster) throws Exception {
        Person ada = person(cluster, Role.MEMBER);
        LoginClient key = withKey(cluster, ada, "keys:read");
        await(key, "/v1/api-keys", 200);
        String id = key.get("/v1/api-keys").is(200).body().at("/items/0/id").asText();

        ada.here().send("DELETE", "/v1/api-keys/" + id, null).is(204);

        await(key, "/v1/api-keys", 401);
    }

    @ParameterizedTest
    @EnumSource(Cluster.class)
    void a_session_that_was_ended_is_over_at_the_other_node_and_no_other_one_is(Cluster cluster) throws Exception {
        Person ada = person(cluster, Role.MEMBER);
        JsonNode phone =
                logIn(at(cluster, 1), ada.name(), LoginClient.PASSWORD).is(200).body();
        LoginClient onPhone = at(cluster, 1).showing(phone.path("access_token").asText());
        onPhone.get("/v1/auth/me").is(200);

        ada.here()
                .send("DELETE", "/v1/auth/sessions/" + phone.path("session_id").asText(), null)
                .is(204);

        await(onPhone, "/v1/auth/me", 401);
        assertThat(refresh(at(cluster, 1), phone).is(401).code()).isEqualTo("session_over");
        ada.there().get("/v1/auth/me").is(200);
    }

    @ParameterizedTest
    @EnumSource(Cluster.class)
    void a_new_password_ends_sessions_at_the_other_node_but_for_the_one_that_set_it(Cluster cluster) throws Exception {
        Person ada = person(cluster, Role.MEMBER);
        LoginClient onPhone = at(cluster, 1)
                .showing(logIn(at(cluster, 1), ada.name(), LoginClient.PASSWORD)
                        .is(200)
                        .body()
                        .path("access_token")
                        .asText());
        onPhone.get("/v1/auth/me").is(200);

        ada.here()
                .post(
                        "/v1/auth/change-password",
                        "{\"current_password\":\"%s\",\"new_password\":\"%s\"}"
                                .formatted(LoginClient.PASSWORD, OTHER_PASSWORD))
                .is(200);

        await(onPhone, "/v1/auth/me", 401);
        ada.there().get("/v1/auth/me").is(200);
        logIn(at(cluster, 1), ada.name(), LoginClient.PASSWORD).is(401);
        logIn(at(cluster, 1), ada.name(), OTHER_PASSWORD).is(200);
    }

    @ParameterizedTest
    @EnumSource(Cluster.class)
    void a_second_factor_that_one_node_asks_for_is_shown_to_the_other(Cluster cluster) throws Exception {
        Person ada = person(cluster, Role.MEMBER);
        JsonNode codes = ada.here().turnOnSecondFactor().path("recovery_codes");
        LoginClient here = at(cluster, 0);
        LoginClient there = at(cluster, 1);
        Answer asked = logIn(here, ada.name(), LoginClient.PASSWORD).is(401);
        assertThat(asked.code()).isEqualTo("mfa_required");
        String token = asked.body().path("mfa_token").asText();

        assertThat(second(there, token, "000000").is(401).code()).isEqualTo("invalid_code");
        JsonNode in = second(there, token, codes.path(0).asText()).is(200).body();

        at(cluster, 0)
                .showing(in.path("access_token").asText())
                .get("/v1/auth/me")
                .is(200);
        for (LoginClient either : List.of(here, there)) {
            assertThat(second(either, token, codes.path(1).asText()).is(401).code())
                    .isEqualTo("invalid_mfa_token");
        }
    }

    /// {@return recovery codes}
    private static Answer second(LoginClient client, String token, String code) throws Exception {
        return client.post("/v1/auth/mfa/login", "{\"mfa_token\":\"%s\",\"code\":\"%s\"}".formatted(token, code));
    }

    @ParameterizedTest
    @EnumSource(Cluster.class)
    void a_passkey_ceremony_that_one_node_begins_is_finished_by_the_other(Cluster cluster) throws Exception {
        Person ada = person(cluster, Role.MEMBER);
        var authenticator = new SoftAuthenticator(SITE, ORIGIN);
        JsonNode options = ada.here()
                .post("/v1/auth/passkeys/register/start", "{}")
                .is(200)
                .body()
                .path("public_key");
        String made = authenticator.register(
                options.path("challenge").asText(), options.at("/user/id").asText());
        ada.there()
                .post("/v1/auth/passkeys/register/finish", "{\"name\":\"mine\",\"credential\":" + made + "}")
                .is(201);
        LoginClient here = at(cluster, 0);
        LoginClient there = at(cluster, 1);

        String proof = authenticator.login(here.challenge());
        JsonNode in = there.logIn(proof).is(200).body();

        assertThat(in.at("/user/id").asText()).isEqualTo(ada.id().toString());
        here.logIn(proof).is(401);
        here.logIn(authenticator.login(there.challenge("{\"email\":\"" + ada.name() + "@example.org\"}")))
                .is(200);
    }

    @ParameterizedTest
    @EnumSource(Cluster.class)
    void a_login_elsewhere_that_one_node_begins_is_finished_by_the_other(Cluster cluster) throws Exception {
        String subject = "s" + UUID.randomUUID();
        provider.knows(subject, subject + "@example.org", true);
        LoginClient here = at(cluster, 0);
        String back = back(here);
        LoginClient there = moved(here, cluster, 1);

        at(cluster, 1).get(back).is(401);
        back = back(here);
        JsonNode in = there.get(back).is(200).body();

        assertThat(in.at("/user/email").asText()).isEqualTo(subject + "@example.org");
        at(cluster, 0)
                .showing(in.path("access_token").asText())
                .get("/v1/auth/me")
                .is(200);
        for (LoginClient either : List.of(here, there)) {
            assertThat(either.get(back).is(401).code()).isEqualTo("login_failed");
        }
    }

    @ParameterizedTest
    @EnumSource(Cluster.class)
    void an_account_that_one_node_asks_the_owner_of_is_claimed_at_the_other(Cluster cluster) throws Exception {
        Person ada = person(cluster, Role.MEMBER);
        provider.knows("s" + UUID.randomUUID(), ada.name() + "@example.org", true);
        LoginClient there = at(cluster, 1);
        String back = back(there);
        String token = moved(there, cluster, 0)
                .get(back)
                .is(409)
                .body()
                .path("link_token")
                .asText();
        String claim = "{\"link_token\":\"%s\",\"password\":\"%s\"}";

        there.post("/v1/auth/oauth/claim", claim.formatted(token, OTHER_PASSWORD))
                .is(401);
        JsonNode in = there.post("/v1/auth/oauth/claim", claim.formatted(token, LoginClient.PASSWORD))
                .is(200)
                .body();

        assertThat(in.at("/user/id").asText()).isEqualTo(ada.id().toString());
    }

    private LoginClient moved(LoginClient browser, Cluster cluster, int node) {
        return at(cluster, node).like(browser);
    }

    /// {@return where the provider sends a browser back to that begins at the client's node}
    private static String back(LoginClient browser) throws Exception {
        String question = browser.get("/v1/auth/oauth/local/start")
                .is(200)
                .body()
                .path("authorization_url")
                .asText();
        Answer sent = browser.send("GET", URI.create(question), null).is(302);
        URI back = URI.create(sent.raw().headers().firstValue("Location").orElseThrow());
        return back.getRawPath() + "?" + back.getRawQuery();
    }

    @Test
    void what_changes_at_one_node_is_signalled_through_redis() throws Exception {
        Person ada = person(Cluster.WITH_REDIS, Role.MEMBER);
        try (var connection = new RedisConnection(URI.create(redis.url()))) {
            var signal = new RedisChangeSignal(connection);
            long sessions = signal.count("sessions");
            long credentials = signal.count("credentials");

            operator(Cluster.WITH_REDIS)
                    .send("PATCH", "/v1/admin/users/" + ada.id(), "{\"disabled\":true}")
                    .is(200);

            assertThat(signal.count("sessions")).isGreaterThan(sessions);
            assertThat(signal.count("credentials")).isGreaterThan(credentials);
        }
    }
}
