package io.hexforge.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.hexforge.app.bench.AuthenticatorApp;
import io.hexforge.app.config.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where everybody must have a second factor, people are led to set one up, over HTTP and on our page.
class RequiredFactorTest {
    @TempDir
    private static Path home;

    private static Node node;
    private static String url;

    @BeforeAll
    static void start() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        url = "http://localhost:" + port;
        node = Node.serve(
                Config.from(Map.of(
                        "HEXFORGE_HOME",
                        home.toString(),
                        "PORT",
                        Integer.toString(port),
                        "REQUIRE_MFA",
                        "true",
                        "RATE_LIMIT_PER_MINUTE",
                        "0")),
                "test");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void a_session_of_one_factor_may_set_up_the_other_one_and_nothing_else() throws Exception {
        String address = newAddress();
        try (var ada = new LoginClient(URI.create(url)).newcomer(address)) {
            String login = "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(address, LoginClient.PASSWORD);
            JsonNode in = ada.post("/v1/auth/login", login).is(200).body();
            ada.showing(in.path("access_token").asText());

            assertThat(in.path("mfa_setup_required").asBoolean()).isTrue();
            ada.get("/v1/auth/me").is(200);
            for (String path : List.of("/v1/api-keys", "/v1/providers", "/v1/usage", "/v1/budgets")) {
                assertThat(ada.get(path).is(403).code()).as(path).isEqualTo("mfa_setup_required");
            }
            assertThat(setupRequired(ada)).isTrue();

            JsonNode setup = ada.post("/v1/auth/mfa/setup", "{}").is(200).body();
            String number = AuthenticatorApp.number(setup.path("secret").asText());
            ada.post("/v1/auth/mfa/verify", "{\"code\":\"" + number + "\"}").is(200);
            String refresh = "{\"refresh_token\":\"" + in.path("refresh_token").asText() + "\"}";
            JsonNode renewed = ada.post("/v1/auth/refresh", refresh).is(200).body();
            ada.showing(renewed.path("access_token").asText());

            assertThat(renewed.path("mfa_setup_required").asBoolean(true)).isFalse();
            ada.get("/v1/api-keys").is(200);
            assertThat(setupRequired(ada)).isFalse();
        }
    }

    private static boolean setupRequired(LoginClient client) throws Exception {
        return client.get("/v1/auth/mfa").is(200).body().path("setup_required").asBoolean();
    }

    @Test
    void the_page_leads_through_it() throws Exception {
        Optional<Path> chromium = Browser.executable();
        assumeTrue(
                chromium.isPresent() || "true".equals(System.getenv("CI")),
                "there is no Chromium here; install Debian's package chromium, or set CHROMIUM to one, to run this");
        String address = newAddress();
        try (var client = new LoginClient(URI.create(url))) {
            client.newcomer(address);
        }
        try (var browser = new Browser(chromium.orElseThrow())) {
            PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
            Page page = browser.newcomer(false);
            page.navigate(url + "/login");
            page.locator("#login-form [name=name]").fill(address);
            page.locator("#login-form [name=password]").fill(LoginClient.PASSWORD);
            page.locator("#login-form button").click();
            String demand = "A second factor is required here. Set up an authenticator app or add a passkey to go on.";
            assertThat(page.locator("#message")).hasText(demand);
            page.reload();
            assertThat(page.locator("#message")).hasText(demand);

            click(page, "Set up an authenticator app");
            assertThat(page.locator("#app-codes li")).hasCount(10);
            String secret = page.locator("#app-secret").textContent();
            page.locator("#app-form [name=code]").fill("000000");
            click(page, "Confirm the app");
            assertThat(page.locator("#message")).hasText("this is not the number that the app shows");
            page.locator("#app-form [name=code]").fill(AuthenticatorApp.number(secret));
            click(page, "Confirm the app");

            assertThat(page.locator("#message"))
                    .hasText("The app was confirmed. It is asked for at each login from now on.");
            assertThat(page.locator("#app-new")).isHidden();
            assertThat(page.locator("#app-state")).hasText("It is asked for at each login. Recovery codes left: 10");
            page.reload();
            assertThat(page.locator("#who")).hasText(address);
            assertThat(page.locator("#app-setup")).isHidden();
            assertThat(page.locator("#message")).isEmpty();
        }
    }

    private static void click(Page page, String name) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(name).setExact(true))
                .click();
    }

    private static String newAddress() {
        return "u" + UUID.randomUUID() + "@example.org";
    }
}
