package io.hexforge.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import io.hexforge.app.Browser.Authenticator;
import io.hexforge.app.config.Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// People sign up and log in on our own page, in a real browser.
class PasskeysInBrowserTest {
    private static final String PASSWORD = "a rather long passphrase 7";
    private static final String REFUSED = "the passkey is unknown, or proves nothing";

    @TempDir
    private static Path home;

    private static Node node;
    private static Browser browser;
    private static String url;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> chromium = Browser.executable();
        boolean required = "true".equals(System.getenv("CI"));
        assumeTrue(
                chromium.isPresent() || required,
                "there is no Chromium here; install Debian's package chromium, or set CHROMIUM to one, to run this");
        int port = freePort();
        url = "http://localhost:" + port;
        node = Node.serve(
                Config.from(Map.of(
                        "HEXFORGE_HOME", home.toString(),
                        "PORT", Integer.toString(port),
                        "RATE_LIMIT_PER_MINUTE", "0")),
                "test");
        browser = new Browser(chromium.orElseThrow());
        setDefaultAssertionTimeout(20_000);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (node != null) {
            node.close();
        }
    }

    @Test
    void somebody_signs_up_adds_a_passkey_and_logs_in_with_it() {
        String address = newAddress();
        Page page = browser.newcomer(false);
        var authenticator = new Authenticator(page);
        signUp(page, address);
        addPasskey(page);

        logOut(page);
        button(page, "Log in with a passkey").click();

        isIn(page, address);
        assertThat(page.locator("#passkeys li")).hasCount(1);
        assertThat(authenticator.credentials()).hasSize(1);
        page.reload();
        isIn(page, address);
        assertThat(page.evaluate("document.cookie").toString()).doesNotContain("access", "refresh");
    }

    @Test
    void a_browser_offers_the_passkey_by_itself() {
        String address = newAddress();
        Page page = browser.newcomer(true);
        new Authenticator(page);
        signUp(page, address);
        addPasskey(page);

        button(page, "Log out").click();

        isIn(page, address);
    }

    @Test
    void the_right_passkey_of_a_named_account_is_used() {
        String address = newAddress();
        Page page = browser.newcomer(false);
        new Authenticator(page);
        signUp(page, address);
        addPasskey(page);
        logOut(page);
        signUp(page, newAddress());
        addPasskey(page);
        logOut(page);

        page.locator("#login-form [name=name]").fill(address);
        button(page, "Log in with a passkey").click();

        isIn(page, address);
    }

    @Test
    void a_bogus_signature_is_refused() {
        Page page = browser.newcomer(false);
        var authenticator = loggedOut(page);

        authenticator.breaking("isBogusSignature", true);
        button(page, "Log in with a passkey").click();
        says(page, REFUSED);

        authenticator.breaking("isBogusSignature", false);
        button(page, "Log in with a passkey").click();
        assertThat(page.locator("#account")).isVisible();
    }

    @Test
    void a_user_who_was_not_verified_is_refused() {
        Page page = browser.newcomer(false);
        var authenticator = loggedOut(page);

        authenticator.breaking("isBadUV", true);
        button(page, "Log in with a passkey").click();

        says(page, REFUSED);
        assertThat(page.locator("#account")).isHidden();
    }

    @Test
    void a_copy_of_a_key_with_a_lower_counter_is_refused() {
        Page page = browser.newcomer(false);
        var authenticator = loggedOut(page);
        JsonObject copy = authenticator.credentials().getFirst();
        button(page, "Log in with a passkey").click();
        assertThat(page.locator("#account")).isVisible();
        logOut(page);
        button(page, "Log in with a passkey").click();
        assertThat(page.locator("#account")).isVisible();

        Page thief = browser.newcomer(false);
        new Authenticator(thief).add(copy);
        thief.navigate(url + "/login");
        button(thief, "Log in with a passkey").click();

        says(thief, REFUSED);
        assertThat(thief.locator("#account")).isHidden();
    }

    @Test
    void an_answer_that_was_overheard_is_refused() {
        Page page = browser.newcomer(false);
        loggedOut(page);
        var overheard = new AtomicReference<String>();
        page.onRequest(request -> {
            if (request.url().endsWith("/passkeys/login/finish")) {
                overheard.set(request.postData());
            }
        });
        button(page, "Log in with a passkey").click();
        assertThat(page.locator("#account")).isVisible();

        Object status = page.evaluate("""
            async (body) => (await fetch('/v1/auth/passkeys/login/finish',
                {method: 'POST', headers: {'Content-Type': 'application/json'}, body})).status\
            """, overheard.get());

        assertThat(status).isEqualTo(401);
    }

    @Test
    void a_passkey_used_on_another_page_is_refused() throws IOException {
        Page page = browser.newcomer(false);
        loggedOut(page);
        Object options = page.evaluate("""
            async () => (await (await fetch('/v1/auth/passkeys/login/start',
                {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'})).json()).public_key\
            """);
        HttpServer elsewhere = blankPages();
        try {
            page.navigate("http://localhost:" + elsewhere.getAddress().getPort());
            Object stolen = page.evaluate("""
                async (options) => JSON.stringify((await navigator.credentials.get(
                    {publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)})).toJSON())\
                """, options);
            page.navigate(url + "/login");
            Object status = page.evaluate("""
                async (credential) => (await fetch('/v1/auth/passkeys/login/finish', {method: 'POST',
                    headers: {'Content-Type': 'application/json'}, body: `{"credential":${credential}}`})).status\
                """, stolen);
            assertThat(status).isEqualTo(401);
        } finally {
            elsewhere.stop(0);
        }
    }

    @Test
    void a_wrong_password_is_refused_and_the_page_runs_no_foreign_script() {
        Page page = browser.newcomer(false);
        page.navigate(url + "/login");
        page.locator("#login-form [name=name]").fill(newAddress());
        page.locator("#login-form [name=password]").fill("not the password");
        page.locator("#login-form button").click();
        assertThat(page.locator("#message")).hasClass("wrong");

        Object ran = page.evaluate("""
            () => new Promise((done) => {
                const script = document.createElement('script');
                script.textContent = 'window.foreign = true';
                document.body.append(script);
                setTimeout(() => done(window.foreign === true), 100);
            })\
            """);

        assertThat(ran).isEqualTo(false);
    }

    private static Authenticator loggedOut(Page page) {
        var authenticator = new Authenticator(page);
        signUp(page, newAddress());
        addPasskey(page);
        logOut(page);
        return authenticator;
    }

    private static void signUp(Page page, String address) {
        page.navigate(url + "/login");
        page.locator("#register-form [name=email]").fill(address);
        page.locator("#register-form [name=password]").fill(PASSWORD);
        button(page, "Sign up").click();
        says(page, "look at your mail to go on");
        page.locator("#login-form [name=name]").fill(address);
        page.locator("#login-form [name=password]").fill(PASSWORD);
        page.locator("#login-form button").click();
        isIn(page, address);
    }

    private static void logOut(Page page) {
        button(page, "Log out").click();
        says(page, "You are logged out.");
    }

    private static void isIn(Page page, String address) {
        assertThat(page.locator("#account")).isVisible();
        assertThat(page.locator("#who")).hasText(address);
    }

    private static void addPasskey(Page page) {
        button(page, "Add a passkey").click();
        says(page, "The passkey was added.");
    }

    private static void says(Page page, String text) {
        assertThat(page.locator("#message")).hasText(text);
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static HttpServer blankPages() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] page = "<!doctype html><title>elsewhere</title>".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String newAddress() {
        return "u" + UUID.randomUUID() + "@example.org";
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
