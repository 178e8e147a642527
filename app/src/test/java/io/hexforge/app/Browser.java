package io.hexforge.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Debian's Chromium, without a screen, and authenticators in it that are software.
final class Browser implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright =
            Playwright.create(new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final com.microsoft.playwright.Browser chromium;

    Browser(Path executable) {
        chromium = playwright
                .chromium()
                .launch(new LaunchOptions().setExecutablePath(executable).setArgs(FLAGS));
    }

    /// {@return where Chromium is: `CHROMIUM`, or on the path}
    static Optional<Path> executable() {
        String given = System.getenv("CHROMIUM");
        Stream<Path> candidates = given != null
                ? Stream.of(Path.of(given))
                : Stream.of(System.getenv("PATH").split(":"))
                        .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                                .map(name -> Path.of(folder, name)));
        return candidates.filter(Files::isExecutable).findFirst();
    }

    /// {@return an empty page of somebody who never was here}
    ///
    /// @param offersPasskeys whether the browser says that it can offer passkeys where a name is typed
    Page newcomer(boolean offersPasskeys) {
        BrowserContext context = chromium.newContext();
        context.setDefaultTimeout(15_000);
        if (!offersPasskeys) {
            context.addInitScript("PublicKeyCredential.isConditionalMediationAvailable = async () => false;");
        }
        return context.newPage();
    }

    /// An authenticator that belongs to a page.
    static final class Authenticator {
        private final CDPSession session;
        private final String id;

        Authenticator(Page page) {
            session = page.context().newCDPSession(page);
            session.send("WebAuthn.enable");
            var options = new JsonObject();
            options.addProperty("protocol", "ctap2");
            options.addProperty("transport", "internal");
            options.addProperty("hasResidentKey", true);
            options.addProperty("hasUserVerification", true);
            options.addProperty("isUserVerified", true);
            options.addProperty("automaticPresenceSimulation", true);
            var wrapped = new JsonObject();
            wrapped.add("options", options);
            id = session.send("WebAuthn.addVirtualAuthenticator", wrapped)
                    .get("authenticatorId")
                    .getAsString();
        }

        /// Breaks what it answers in this way: `isBogusSignature`, `isBadUV` or `isBadUP`.
        void breaking(String what, boolean breaks) {
            JsonObject command = command();
            command.addProperty(what, breaks);
            session.send("WebAuthn.setResponseOverrideBits", command);
        }

        /// {@return the passkeys with their private keys, which no real authenticator gives away}
        List<JsonObject> credentials() {
            JsonArray all = session.send("WebAuthn.getCredentials", command()).getAsJsonArray("credentials");
            return all.asList().stream().map(each -> each.getAsJsonObject()).toList();
        }

        /// Takes a passkey of another authenticator.
        void add(JsonObject credential) {
            JsonObject command = command();
            command.add("credential", credential);
            session.send("WebAuthn.addCredential", command);
        }

        private JsonObject command() {
            var command = new JsonObject();
            command.addProperty("authenticatorId", id);
            return command;
        }
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
