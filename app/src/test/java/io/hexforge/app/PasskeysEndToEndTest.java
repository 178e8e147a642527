package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.app.LoginClient.Answer;
import io.hexforge.app.config.Config;
import io.hexforge.ports.driven.identity.SoftAuthenticator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Passkeys over HTTP on a whole node, with authenticators that do what no browser would.
class PasskeysEndToEndTest {
    private static final String ORIGIN = "https://ai.example.org";
    private static final String SITE = "ai.example.org";

    @TempDir
    private static Path home;

    private static Node node;

    @AutoClose
    private final LoginClients clients = new LoginClients();

    @BeforeAll
    static void start() {
        node = Node.serve(
                Config.from(Map.of(
                        "HEXFORGE_HOME",
                        home.toString(),
                        "PORT",
                        "0",
                        "RATE_LIMIT_PER_MINUTE",
                        "0",
                        "PUBLIC_URL",
                        ORIGIN)),
                "test");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void lets_somebody_in_who_has_a_passkey() throws Exception {
        var authenticator = authenticator();
        LoginClient ada = newcomer();
        Answer added = ada.register(authenticator).is(201);
        LoginClient anybody = client();

        Answer login = anybody.logIn(authenticator.login(anybody.challenge())).is(200);

        Answer me = anybody.showing(login.body().path("access_token").asText())
                .get("/v1/auth/me")
                .is(200);
        assertThat(me.body().path("id")).isEqualTo(ada.get("/v1/auth/me").body().path("id"));
        JsonNode passkey =
                ada.get("/v1/auth/passkeys").is(200).body().path("items").path(0);
        assertThat(passkey.path("id")).isEqualTo(added.body().path("id"));
        assertThat(passkey.path("name").asText()).isEqualTo("mine");
        assertThat(passkey.path("last_used_at").asText()).isNotEmpty();
    }

    @Test
    void counts_as_two_factors() throws Exception {
        String address = address();
        LoginClient ada = client().newcomer(address);
        var authenticator = authenticator();
        ada.register(authenticator).is(201);
        ada.turnOnSecondFactor();
        String password = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(address, LoginClient.PASSWORD);

        assertThat(client().post("/v1/auth/login", password).is(401).code()).isEqualTo("mfa_required");
        client().logIn(authenticator.login(client().challenge())).is(200);
    }

    @Test
    void takes_what_the_older_paths_took() throws Exception {
        var authenticator = authenticator();
        newcomer().register(authenticator).is(201);
        LoginClient anybody = client();
        String challenge = anybody.post("/auth/passkey/challenge", "{}")
                .is(200)
                .body()
                .path("challenge")
                .asText();
        JsonNode response = new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(authenticator.login(challenge))
                .path("response");

        Answer login = anybody.post("/auth/passkey/auth", """
            {"email":"whoever","credential_id":"%s","authenticator_data":"%s","client_data_json":"%s",
             "signature":"%s","user_handle":"%s"}\
            """.formatted(
                        authenticator.credentialId(),
                        response.path("authenticatorData").asText(),
                        response.path("clientDataJSON").asText(),
                        response.path("signature").asText(),
                        response.path("userHandle").asText()));

        assertThat(login.is(200).body().path("access_token").asText()).isNotEmpty();
    }

    @Test
    void refuses_what_proves_nothing() throws Exception {
        LoginClient anybody = client();
        var good = authenticator();
        newcomer().register(good).is(201);
        refused(anybody.logIn(authenticator().login(anybody.challenge())));
        refused(anybody.logIn(good.verifyingUser(false).login(anybody.challenge())));
        good.verifyingUser(true);
        refused(anybody.logIn(good.at("https://evil.example").login(anybody.challenge())));
        refused(anybody.logIn(good.at("http://ai.example.org").login(anybody.challenge())));
        good.at(ORIGIN);
        refused(anybody.logIn(good.forSite("example.org").login(anybody.challenge())));
        good.forSite(SITE);
        refused(anybody.logIn(good.login("bm90IGEgY2hhbGxlbmdlIG9mIG91cnM")));
        anybody.logIn(good.login(anybody.challenge())).is(200);
        refused(anybody.logIn(good.withAnotherKey().login(anybody.challenge())));
        anybody.logIn("{}").is(401);
        anybody.post("/v1/auth/passkeys/login/finish", "{}").is(400);
    }

    @Test
    void takes_a_challenge_once() throws Exception {
        LoginClient anybody = client();
        var authenticator = authenticator();
        newcomer().register(authenticator).is(201);
        String response = authenticator.login(anybody.challenge());

        anybody.logIn(response).is(200);

        refused(anybody.logIn(response));
    }

    @Test
    void refuses_and_records_a_key_that_there_are_two_of() throws Exception {
        LoginClient anybody = client();
        var authenticator = authenticator();
        LoginClient ada = newcomer();
        String id = ada.register(authenticator).is(201).body().path("id").asText();
        anybody.logIn(authenticator.counting(9).login(anybody.challenge())).is(200);

        refused(anybody.logIn(authenticator.counting(4).login(anybody.challenge())));
        refused(anybody.logIn(authenticator.counting(9).login(anybody.challenge())));

        var audit = client().showing(node.firstKey().orElseThrow().reveal());
        assertThat(audit.get("/v1/admin/audit").is(200).raw().body())
                .contains("passkey.counter_went_back", "passkey:" + id);
        anybody.logIn(authenticator.counting(10).login(anybody.challenge())).is(200);
    }

    @Test
    void does_not_let_one_user_finish_what_another_began() throws Exception {
        LoginClient anybody = client();
        String adasAddress = address();
        LoginClient ada = client().newcomer(adasAddress);
        var adas = authenticator();
        ada.register(adas).is(201);
        LoginClient eve = newcomer();
        var eves = authenticator();
        eve.register(eves).is(201);

        refused(anybody.logIn(eves.login(anybody.challenge("{\"email\":\"" + adasAddress + "\"}"))));
        JsonNode options = ada.post("/v1/auth/passkeys/register/start", "{}")
                .is(200)
                .body()
                .path("public_key");
        String response = authenticator()
                .register(
                        options.path("challenge").asText(),
                        options.at("/user/id").asText());
        eve.post("/v1/auth/passkeys/register/finish", "{\"credential\":" + response + "}")
                .is(400);
        assertThat(ada.get("/v1/auth/passkeys").body().path("items")).hasSize(1);
        assertThat(eve.get("/v1/auth/passkeys").body().path("items")).hasSize(1);
        anybody.logIn(adas.login(anybody.challenge("{\"email\":\"" + adasAddress + "\"}")))
                .is(200);
        assertThat(eve.register(adas).is(409).code()).isEqualTo("passkey_not_added");
    }

    @Test
    void answers_for_strangers_as_for_members() throws Exception {
        String address = address();
        LoginClient ada = client().newcomer(address);
        JsonNode without = options(address);
        ada.register(authenticator()).is(201);
        JsonNode member = options(address);
        String nobody = address();
        JsonNode stranger = options(nobody);

        assertThat(stranger.path("allowCredentials")).hasSize(1);
        assertThat(without.path("allowCredentials")).hasSize(1);
        assertThat(fields(stranger)).isEqualTo(fields(member));
        assertThat(fields(stranger.at("/allowCredentials/0"))).isEqualTo(fields(member.at("/allowCredentials/0")));
        assertThat(stranger.at("/allowCredentials/0/id").asText())
                .hasSameSizeAs(member.at("/allowCredentials/0/id").asText())
                .isEqualTo(options(nobody.toUpperCase(java.util.Locale.ROOT))
                        .at("/allowCredentials/0/id")
                        .asText())
                .isNotEqualTo(options(address()).at("/allowCredentials/0/id").asText());
    }

    @Test
    void lets_only_its_owner_name_and_remove_a_passkey() throws Exception {
        LoginClient ada = newcomer();
        String path = "/v1/auth/passkeys/"
                + ada.register(authenticator()).is(201).body().path("id").asText();
        LoginClient eve = newcomer();

        eve.send("PATCH", path, "{\"name\":\"eve's\"}").is(404);
        eve.send("DELETE", path, null).is(404);
        assertThat(ada.send("PATCH", path, "{\"name\":\" Phone \"}")
                        .is(200)
                        .body()
                        .path("name")
                        .asText())
                .isEqualTo("Phone");
        ada.send("PATCH", path, "{\"name\":\"\"}").is(400);
        ada.send("DELETE", path, null).is(204);
        ada.send("DELETE", path, null).is(404);
    }

    @Test
    void is_for_people_who_are_logged_in() throws Exception {
        client().post("/v1/auth/passkeys/register/start", "{}").is(401);
        client().showing(node.firstKey().orElseThrow().reveal())
                .post("/v1/auth/passkeys/register/start", "{}")
                .is(403);
    }

    private static void refused(Answer answer) {
        assertThat(answer.is(401).code()).isEqualTo("invalid_credentials");
    }

    private JsonNode options(String email) throws IOException, InterruptedException {
        return client().post("/v1/auth/passkeys/login/start", "{\"email\":\"" + email + "\"}")
                .is(200)
                .body()
                .path("public_key");
    }

    private static List<String> fields(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private LoginClient newcomer() throws IOException, InterruptedException {
        return client().newcomer(address());
    }

    private LoginClient client() {
        return clients.at(node);
    }

    private static String address() {
        return "u" + UUID.randomUUID() + "@example.org";
    }

    private static SoftAuthenticator authenticator() {
        return new SoftAuthenticator(SITE, ORIGIN);
    }
}
