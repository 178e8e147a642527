package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.oidc.identity.LocalProvider;
import io.hexforge.app.LoginClient.Answer;
import io.hexforge.app.config.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logins with an account elsewhere, on a whole node and a provider that really runs.
class ProviderLoginEndToEndTest {
    private static final String START = "/v1/auth/oauth/local/start";
    private static final String LINK = "/v1/auth/oauth/local/link";

    @TempDir
    private static Path home;

    private static LocalProvider provider;
    private static Node node;

    @AutoClose
    private final LoginClients clients = new LoginClients();

    @BeforeAll
    static void start() {
        provider = new LocalProvider();
        node = node(home, provider);
    }

    private static Node node(Path home, LocalProvider provider) {
        return Node.serve(
                Config.from(Map.of(
                        "HEXFORGE_HOME",
                        home.toString(),
                        "PORT",
                        "0",
                        "RATE_LIMIT_PER_MINUTE",
                        "0",
                        "PUBLIC_URL",
                        "http://localhost:1234",
                        "OIDC_LOCAL_ISSUER",
                        provider.issuer().toString(),
                        "OIDC_LOCAL_CLIENT_ID",
                        LocalProvider.CLIENT,
                        "OIDC_LOCAL_CLIENT_SECRET",
                        LocalProvider.SECRET)),
                "test");
    }

    @AfterAll
    static void stop() {
        node.close();
        provider.close();
    }

    @Test
    void makes_an_account_once_and_knows_it_again() throws Exception {
        String subject = newSubject();
        provider.knows(subject, subject + "@example.org", true);

        Answer first = logIn(client()).is(200);
        provider.knows(subject, "another-" + subject + "@example.org", false);
        Answer again = logIn(client()).is(200);

        assertThat(first.body().at("/user/email").asText()).isEqualTo(subject + "@example.org");
        assertThat(again.body().at("/user/id")).isEqualTo(first.body().at("/user/id"));
        assertThat(client().get("/v1/auth/oauth")
                        .is(200)
                        .body()
                        .at("/items/0/name")
                        .asText())
                .isEqualTo("local");
    }

    @Test
    void takes_an_answer_only_from_the_browser_that_asked_and_once() throws Exception {
        String subject = newSubject();
        provider.knows(subject, subject + "@example.org", true);
        LoginClient browser = client();
        URI back = back(browser, START);

        refused(client().send("GET", back, null));
        LoginClient other = client();
        back(other, START);
        URI second = back(browser, START);
        refused(other.send("GET", second, null));
        URI third = back(browser, START);
        refused(browser.send("GET", URI.create(third.toString().replaceFirst("state=[^&]{6}", "state=aaaaaa")), null));
        browser.send("GET", third, null).is(200);
        refused(browser.send("GET", third, null));
    }

    @Test
    void takes_an_answer_that_a_page_passes_on() throws Exception {
        String subject = newSubject();
        provider.knows(subject, subject + "@example.org", true);
        LoginClient browser = client();
        URI back = back(browser, START);
        Map<String, String> fields = new java.util.HashMap<>();
        for (String pair : back.getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            fields.put(parts[0], java.net.URLDecoder.decode(parts[1], java.nio.charset.StandardCharsets.UTF_8));
        }

        Answer login = browser.post(
                "/v1/auth/oauth/local/callback",
                "{\"code\":\"%s\",\"state\":\"%s\",\"iss\":\"%s\"}"
                        .formatted(fields.get("code"), fields.get("state"), fields.get("iss")));

        assertThat(login.is(200).body().path("access_token").asText()).isNotEmpty();
    }

    @Test
    void refuses_what_the_provider_refuses() throws Exception {
        LoginClient browser = client();
        String state = browser.get(START).is(200).body().path("state").asText();

        refused(browser.get("/v1/auth/oauth/local/callback?error=access_denied&state=" + state));
        refused(browser.get("/v1/auth/oauth/local/callback"));
        provider.knows(newSubject(), "x@example.org", true).signingNothing();
        refused(logIn(client()));
        provider.signingHonestly();
        client().get("/v1/auth/oauth/unknown/start").is(404);
    }

    @Test
    void never_gives_an_account_to_whoever_has_the_same_address_elsewhere() throws Exception {
        String address = newSubject() + "@example.org";
        LoginClient ada = client().newcomer(address);
        var id = ada.get("/v1/auth/me").body().path("id");
        provider.knows(newSubject(), address, true);

        Answer claim = logIn(client()).is(409);

        assertThat(claim.code()).isEqualTo("account_exists");
        assertThat(claim.body().has("access_token")).isFalse();
        String token = claim.body().path("link_token").asText();
        LoginClient browser = client();
        browser.post("/v1/auth/oauth/claim", claim(token, "not the password at all"))
                .is(401);
        Answer login = browser.post("/v1/auth/oauth/claim", claim(token, LoginClient.PASSWORD))
                .is(200);
        assertThat(login.body().at("/user/id")).isEqualTo(id);
        browser.post("/v1/auth/oauth/claim", claim(token, LoginClient.PASSWORD)).is(401);
        assertThat(logIn(client()).is(200).body().at("/user/id")).isEqualTo(id);
    }

    @Test
    void makes_no_account_without_an_address_that_somebody_vouches_for() throws Exception {
        String address = newSubject() + "@example.org";
        client().newcomer(address);
        provider.knows(newSubject(), address, false);

        assertThat(logIn(client()).is(403).code()).isEqualTo("email_required");
    }

    @Test
    void adds_an_account_elsewhere_for_who_is_logged_in() throws Exception {
        String subject = newSubject();
        provider.knows(subject, "", false);
        LoginClient ada = client().newcomer(newSubject() + "@example.org");
        var id = ada.get("/v1/auth/me").body().path("id");

        Answer linked = ada.send("GET", back(ada, LINK), null).is(200);

        assertThat(linked.body().path("provider").asText()).isEqualTo("local");
        assertThat(logIn(client()).is(200).body().at("/user/id")).isEqualTo(id);
        LoginClient eve = client().newcomer(newSubject() + "@example.org");
        assertThat(eve.send("GET", back(eve, LINK), null).is(409).code()).isEqualTo("external_login_taken");
        String path = "/v1/auth/external-logins/" + linked.body().path("id").asText();
        eve.send("DELETE", path, null).is(404);
        assertThat(ada.get("/v1/auth/external-logins").body().path("items")).hasSize(1);
        ada.send("DELETE", path, null).is(204);
        assertThat(logIn(client()).is(403).code()).isEqualTo("email_required");
        client().post(LINK, "{}").is(401);
    }

    @Test
    void asks_for_the_second_factor_too() throws Exception {
        String subject = newSubject();
        provider.knows(subject, subject + "@example.org", true);
        LoginClient ada = client();
        ada.showing(logIn(ada).is(200).body().path("access_token").asText());
        ada.turnOnSecondFactor();

        assertThat(logIn(client()).is(401).code()).isEqualTo("mfa_required");
    }

    @Test
    void keeps_the_last_way_to_log_in() throws Exception {
        String subject = newSubject();
        provider.knows(subject, subject + "@example.org", true);
        LoginClient ada = client();
        ada.showing(logIn(ada).is(200).body().path("access_token").asText());
        String path = "/v1/auth/external-logins/"
                + ada.get("/v1/auth/external-logins").body().at("/items/0/id").asText();

        assertThat(ada.send("DELETE", path, null).is(409).code()).isEqualTo("last_way_in");
    }

    @Test
    void says_which_provider_is_broken_and_nothing_else() throws Exception {
        try (var broken = new LocalProvider().saying("<html>no document</html>");
                Node other = node(home.resolve("other"), broken)) {
            LoginClient browser = client(other);
            broken(browser.get(START), broken);
            broken.saying("").publishing("{\"keys\":7}");
            broken(browser.send("GET", back(other, browser, START), null), broken);
        }
    }

    private static void broken(Answer answer, LocalProvider provider) {
        assertThat(answer.is(502).code()).isEqualTo("provider_broken");
        assertThat(answer.raw().headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body().path("detail").asText()).contains("provider local");
        assertThat(answer.raw().body())
                .doesNotContain(provider.issuer().toString(), "Exception", "html", LocalProvider.SECRET);
    }

    @Test
    void sends_people_back_to_pages_of_ours_only() throws Exception {
        for (String page : List.of("//evil.example", "https://evil.example", "/%5Cevil.example", "/a%23b", "account")) {
            client().get(START + "?return_to=" + page).is(400);
        }
        String subject = newSubject();
        provider.knows(subject, subject + "@example.org", true);
        LoginClient browser = client();

        Answer done = browser.send("GET", back(browser, START + "?return_to=/account"), null)
                .is(303);

        assertThat(done.raw().headers().firstValue("Location")).contains("http://localhost:1234/account#login=done");
        assertThat(done.raw().headers().allValues("Set-Cookie"))
                .anyMatch(cookie -> cookie.startsWith("__Host-hexforge-access=") && cookie.contains("HttpOnly"));
    }

    private static String claim(String token, String password) {
        return "{\"link_token\":\"%s\",\"password\":\"%s\"}".formatted(token, password);
    }

    private static void refused(Answer answer) {
        assertThat(answer.is(401).code()).isEqualTo("login_failed");
    }

    private Answer logIn(LoginClient browser) throws IOException, InterruptedException {
        return browser.send("GET", back(browser, START), null);
    }

    /// {@return where the provider sends the browser back to, at this node's real address}
    private static URI back(LoginClient browser, String start) throws IOException, InterruptedException {
        return back(node, browser, start);
    }

    private static URI back(Node node, LoginClient browser, String start) throws IOException, InterruptedException {
        Answer started = start.equals(LINK) ? browser.post(start, "{}") : browser.get(start);
        URI question =
                URI.create(started.is(200).body().path("authorization_url").asText());
        URI back = URI.create(browser.send("GET", question, null)
                .is(302)
                .raw()
                .headers()
                .firstValue("Location")
                .orElseThrow());
        return URI.create(node.url() + back.getRawPath() + "?" + back.getRawQuery());
    }

    private LoginClient client() {
        return clients.at(node);
    }

    private LoginClient client(Node node) {
        return clients.at(node);
    }

    private static String newSubject() {
        return "s" + UUID.randomUUID();
    }
}
