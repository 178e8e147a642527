package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.cli.CommandLineApp;
import io.hexforge.adapter.cli.Hexforge;
import io.hexforge.adapter.cli.Terminal;
import io.hexforge.adapter.postgres.Area;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.DatabaseAddress;
import io.hexforge.app.config.Config;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody at a terminal who logs in at a server elsewhere.
class LoginCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = LoginClient.PASSWORD;

    @TempDir
    private static Path serverHome;

    private static DatabaseAddress address;
    private static Node node;

    @TempDir
    private Path ownHome;

    private final String email = "u" + UUID.randomUUID() + "@example.org";
    private LoginClient browser;
    private String out = "";
    private String err = "";

    @BeforeAll
    static void start() {
        address = DatabaseServer.fresh("login_commands");
        node = Node.serve(
                Config.from(Map.of(
                        "HEXFORGE_HOME",
                        serverHome.toString(),
                        "PORT",
                        "0",
                        "DATABASE_URL",
                        DatabaseServer.url(address),
                        "RATE_LIMIT_PER_MINUTE",
                        "0",
                        "ARGON2_MEMORY_KIB",
                        "1024")),
                "test");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @BeforeEach
    void signUp() throws Exception {
        browser = new LoginClient(URI.create(node.url().toString())).newcomer(email);
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private LocalInstallation installation() {
        var variables = Map.of(
                "HEXFORGE_HOME", ownHome.resolve("hexforge").toString(),
                "HEXFORGE_URL", node.url() + "/",
                "XDG_CONFIG_HOME", ownHome.resolve("config").toString(),
                "APPDATA", ownHome.resolve("config").toString());
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new LocalInstallation(variables, ownHome, nowhere, nowhere);
    }

    private int run(String input, String... arguments) {
        var output = new StringWriter();
        var errors = new StringWriter();
        var terminal = new Terminal(new PrintWriter(output), new PrintWriter(errors), new StringReader(input));
        int status = new CommandLineApp(installation(), terminal).run(arguments);
        out = output.toString();
        err = errors.toString();
        return status;
    }

    private void logIn() {
        assertThat(run(email + "\n" + PASSWORD + "\n", "login")).as(err).isZero();
    }

    private Path file() {
        return ownHome.resolve("config/hexforge/logins.json");
    }

    private ObjectNode kept() throws Exception {
        return (ObjectNode) JSON.readTree(Files.readString(file())).path(0);
    }

    private void keep(ObjectNode login) throws Exception {
        Files.writeString(file(), JSON.createArrayNode().add(login).toString());
    }

    @Test
    void a_login_is_kept_for_its_owner_alone_and_other_commands_use_it() throws Exception {
        logIn();

        JsonNode kept = kept();
        assertThat(out)
                .isEqualTo("logged in at " + node.url() + " as "
                        + kept.path("username").asText() + "\n");
        assertThat(out + err + kept).doesNotContain(PASSWORD);
        assertThat(out + err)
                .doesNotContain(
                        kept.path("access_token").asText(),
                        kept.path("refresh_token").asText());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");

        assertThat(run("", "whoami")).as(err).isZero();
        assertThat(out).contains("<" + email + ">, owner in tenant ");
        assertThat(run("", "sessions", "list")).as(err).isZero();
        assertThat(out).containsPattern("yes .*hexforge-cli");
        assertThat(run("", "chat", "--model", "offline", "hello")).as(err).isZero();
    }

    @Test
    void asks_for_the_password_once_more_before_it_ends_other_sessions() throws Exception {
        logIn();
        String token = kept().path("access_token").asText();
        try (Database database = Database.open(address, EnumSet.allOf(Area.class), 1)) {
            database.asSystem(handle -> handle.execute(
                    "update identity.sessions set authenticated_at = authenticated_at - interval '1 hour'"));
        }

        assertThat(run("wrong\n", "sessions", "end", "--others")).isEqualTo(1);
        assertThat(run(PASSWORD + "\n", "sessions", "end", "--others")).as(err).isZero();

        assertThat(out).isEqualTo("ended: 1\n");
        assertThat(kept().path("access_token").asText()).isNotEqualTo(token);
        assertThat(run("", "whoami")).as(err).isZero();
    }

    @Test
    void an_expired_token_is_exchanged_and_what_comes_of_it_kept() throws Exception {
        logIn();
        ObjectNode old = kept();
        keep(old.deepCopy()
                .put("access_token", "expired")
                .put("access_until", Instant.now().minusSeconds(1).toString()));

        assertThat(run("", "whoami")).as(err).isZero();

        assertThat(out).contains(email);
        ObjectNode renewed = kept();
        assertThat(renewed.path("refresh_token")).isNotEqualTo(old.path("refresh_token"));
        assertThat(Instant.parse(renewed.path("access_until").asText()))
                .isAfter(Instant.now().plusSeconds(60));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        try (var files = Files.list(file().getParent())) {
            assertThat(files).containsExactly(file());
        }
        assertThat(run("", "whoami")).as(err).isZero();
        assertThat(kept()).isEqualTo(renewed);
    }

    @Test
    void a_token_that_is_refused_before_its_time_is_exchanged_too() throws Exception {
        logIn();
        ObjectNode old = kept();
        regrant();

        assertThat(run("", "whoami")).as(err).isZero();

        assertThat(kept().path("refresh_token")).isNotEqualTo(old.path("refresh_token"));
    }

    /// As after a change of roles.
    private void regrant() throws Exception {
        String session = kept().path("access_token").asText();
        String user = JWT.decode(session).getSubject();
        node.useCases().logins().sessions().regrant(UUID.fromString(user));
    }

    @Test
    void a_command_that_runs_for_long_goes_on_with_what_others_have_made_of_its_login() throws Exception {
        logIn();
        try (Hexforge runsForLong = installation().connect(null, null)) {
            for (int i = 0; i < 2; i++) {
                regrant();
                assertThat(run("", "whoami")).as(err).isZero();
            }

            assertThat(runsForLong.models()).isNotEmpty();

            assertThat(run("", "whoami")).as(err).isZero();
        }
    }

    @Test
    void a_session_that_was_ended_elsewhere_needs_another_login() throws Exception {
        logIn();
        browser.send("DELETE", "/v1/auth/sessions", null).is(200);

        assertThat(run("", "whoami")).isEqualTo(CommandLineApp.FAILED);

        assertThat(err).contains("log in again: hexforge login").hasLineCount(1);
        logIn();
        assertThat(run("", "whoami")).as(err).isZero();
    }

    @Test
    void a_logout_ends_the_session_and_forgets_it() throws Exception {
        logIn();
        String refreshToken = kept().path("refresh_token").asText();

        assertThat(run("", "logout")).as(err).isZero();

        assertThat(JSON.readTree(Files.readString(file()))).isEmpty();
        assertThat(browser.post("/v1/auth/refresh", "{\"refresh_token\":\"" + refreshToken + "\"}")
                        .is(401)
                        .code())
                .isEqualTo("session_over");
        assertThat(run("", "whoami")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("log in: hexforge login").hasLineCount(1);
        assertThat(run("", "logout")).isEqualTo(CommandLineApp.FAILED);
    }

    @Test
    void who_has_a_second_factor_is_asked_for_it() throws Exception {
        String code = browser.turnOnSecondFactor().at("/recovery_codes/0").asText();

        assertThat(run(email + "\n" + PASSWORD + "\nWRONG-CODES\n", "login")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("the code is wrong").hasLineCount(1);
        assertThat(Files.exists(file())).isFalse();

        assertThat(run(PASSWORD + "\n " + code + " \n", "login", "--user", email))
                .as(err)
                .isZero();
        assertThat(run("", "whoami")).as(err).isZero();
        assertThat(out).contains(email);
    }

    @Test
    void a_wrong_password_leaves_nothing_behind_and_is_not_repeated() {
        assertThat(run(email + "\nsome other passphrase\n", "login")).isEqualTo(CommandLineApp.FAILED);

        assertThat(err)
                .contains("the name or the password is wrong")
                .doesNotContain("some other passphrase")
                .hasLineCount(1);
        assertThat(Files.exists(file())).isFalse();
    }

    @Test
    void calibrating_measures_this_machine_and_finds_settings_that_can_be_used() throws Exception {
        assertThat(run("", "auth", "calibrate", "--millis", "1", "--json"))
                .as(err)
                .isZero();

        JsonNode found = JSON.readTree(out);
        assertThat(found.findValuesAsText("settings"))
                .startsWith("ARGON2_MEMORY_KIB=19456 ARGON2_PASSES=2")
                .last()
                .asString()
                .startsWith("PASSWORD_HASH=pbkdf2 ");
        for (JsonNode each : found) {
            assertThat(each.path("millis").asLong()).isPositive();
            var settings = new HashMap<String, String>();
            Arrays.stream(each.path("settings").asText().split(" ", -1))
                    .map(setting -> setting.split("=", 2))
                    .forEach(setting -> settings.put(setting[0], setting[1]));
            Config.from(settings);
        }
    }
}
