package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.cli.CommandLineApp;
import io.hexforge.adapter.cli.Terminal;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.app.config.Config;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands as a user types them, against a server of this machine, against one that is named, and without a server.
class CommandsTest {
    private static final String MODEL = "wall-model";

    @TempDir
    private static Path home;

    private static Wall wall;
    private static Map<String, String> environment;
    private static Node node;
    private static String key;
    private String out = "";
    private String err = "";

    @BeforeAll
    static void start() {
        wall = Wall.start().serve(MODEL);
        environment = Map.of(
                "HEXFORGE_HOME",
                home.toString(),
                "PORT",
                "0",
                "ALLOW_PRIVATE_UPSTREAMS",
                "true",
                "RATE_LIMIT_PER_MINUTE",
                "0");
        node = Node.serve(Config.from(environment), "test");
        key = node.firstKey().orElseThrow().reveal();
        new ServerFile(home)
                .write(new ServerFile.Running(
                        node.url(),
                        node.localToken().reveal(),
                        ProcessHandle.current().pid()));
    }

    @AfterAll
    static void stop() {
        node.close();
        wall.close();
    }

    @BeforeEach
    void calm() {
        wall.calm();
    }

    @Test
    void a_rotated_encryption_key_still_opens_what_was_stored(@TempDir Path ownHome) throws Exception {
        var alone = Map.of(
                "HEXFORGE_HOME", ownHome.toString(), "ALLOW_PRIVATE_UPSTREAMS", "true", "RATE_LIMIT_PER_MINUTE", "0");
        String address = wall.url("/v1").toString();
        assertThat(run(alone, Wall.KEY, "providers", "activate", "openai", "--base-url", address))
                .as(err)
                .isZero();
        String before = Files.readString(ownHome.resolve("encryption.keys"));

        assertThat(run(alone, "", "rotate-key")).as(err).isZero();

        // The provider's key, and two that sign.
        assertThat(out).contains("3 secrets");
        assertThat(Files.readString(ownHome.resolve("encryption.keys"))).isNotEqualTo(before);
        assertThat(run(alone, "", "chat", "--model", "openai/" + MODEL, "hello"))
                .as(err)
                .isZero();
    }

    @Test
    void a_running_server_is_found_and_asked() throws Exception {
        assertThat(run(
                        environment,
                        Wall.KEY,
                        "providers",
                        "activate",
                        "custom",
                        "--base-url",
                        wall.url("/v1").toString()))
                .as(err)
                .isZero();
        assertThat(out + err).doesNotContain(Wall.KEY);

        assertThat(run(environment, "", "chat", "--model", "custom/" + MODEL, "--json", "hello"))
                .as(err)
                .isZero();
        JsonNode reply = new ObjectMapper().readTree(out);
        assertThat(reply.path("provider").asText()).isEqualTo("custom");
        String text = reply.path("text").asText();
        assertThat(text).isNotBlank();
        assertThat(reply.path("output_tokens").asLong()).isPositive();

        assertThat(run(environment, "", "chat", "--model", "custom/" + MODEL, "hello"))
                .isZero();
        assertThat(out).isEqualTo(text + "\n");

        assertThat(run(environment, "", "models", "--provider", "custom")).isZero();
        assertThat(out).contains("custom/" + MODEL + "\n");
        assertThat(run(environment, "", "providers", "list")).isZero();
        assertThat(out).contains("custom", wall.url("/v1").toString()).doesNotContain(Wall.KEY);

        assertThat(run(environment, "", "providers", "remove", "custom")).isZero();
        assertThat(run(environment, "", "providers", "list", "--json")).isZero();
        assertThat(out).isEqualTo("[]\n");
    }

    @Test
    void prices_are_imported_and_flags_set_on_the_running_server(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("p.json"), "{\"xai\":{\"models\":{\"grok-4\":{\"cost\":{\"input\":1.1e1}}}}}");
        assertThat(run(environment, "", "prices", "import", file.toString()))
                .as(err)
                .isZero();
        assertThat(out).startsWith("models.dev: 1 rows added");
        assertThat(run(environment, "", "prices", "list", "--provider", "grok", "grok-4", "--json"))
                .as(err)
                .isZero();
        assertThat(new ObjectMapper().readTree(out).findValuesAsText("input")).contains("11");

        assertThat(run(environment, "", "flags", "set", "router.disable_provider_groq", "off"))
                .as(err)
                .isZero();
        assertThat(run(environment, "", "flags", "list")).as(err).isZero();
        assertThat(out).containsPattern("router.disable_provider_groq +off ");
        assertThat(run(environment, "", "flags", "remove", "router.disable_provider_groq"))
                .as(err)
                .isZero();
        assertThat(run(environment, "", "flags", "set", "beta")).isEqualTo(1);
    }

    @Test
    void keys_are_made_shown_once_rotated_and_revoked() throws Exception {
        assertThat(run(environment, "", "keys", "create", "ci", "--scope", "gateway:use,keys:read", "--json"))
                .as(err)
                .isZero();
        JsonNode made = new ObjectMapper().readTree(out);
        var asCi = new HashMap<>(environment);
        asCi.put("HEXFORGE_API_KEY", made.path("key").asText());
        assertThat(run(asCi, "", "keys", "list")).as(err).isZero();
        assertThat(out)
                .contains(made.path("id").asText(), "gateway:use,keys:read")
                .doesNotContain(made.path("key").asText());
        assertThat(run(asCi, "", "keys", "create", "more")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("keys:write").hasLineCount(1);

        assertThat(run(environment, "", "keys", "rotate", made.path("id").asText(), "--json"))
                .as(err)
                .isZero();
        JsonNode successor = new ObjectMapper().readTree(out);
        assertThat(successor.path("key").asText())
                .startsWith("hf_")
                .isNotEqualTo(made.path("key").asText());
        assertThat(run(environment, "", "keys", "revoke", successor.path("id").asText()))
                .as(err)
                .isZero();
        asCi.put("HEXFORGE_API_KEY", successor.path("key").asText());
        assertThat(run(asCi, "", "keys", "list")).isEqualTo(CommandLineApp.FAILED);
    }

    @Test
    void any_server_is_reached_by_url_and_key() {
        String url = node.url().toString();

        assertThat(run(Map.of(), "", "chat", "--url", url, "--key", key, "--model", "offline", "hello"))
                .as(err)
                .isZero();
        assertThat(out).contains("No model provider is configured");
        assertThat(run(Map.of("HEXFORGE_URL", url + "/", "HEXFORGE_API_KEY", key), "", "embed", "--json", "one", "two"))
                .as(err)
                .isZero();
        assertThat(out).contains("vectors");
        assertThat(run(Map.of(), "", "models", "--url", url, "--key", "hf_wrong"))
                .isEqualTo(CommandLineApp.FAILED);
        assertThat(err).startsWith("hexforge: ").doesNotContain("hf_wrong").hasLineCount(1);
        assertThat(run(Map.of(), "", "models", "--url", url)).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("HEXFORGE_API_KEY");
        assertThat(run(Map.of(), "", "models", "--url", "http://127.0.0.1:1", "--key", "x"))
                .isEqualTo(CommandLineApp.FAILED);
        assertThat(err).isEqualTo("hexforge: no Hexforge answers at http://127.0.0.1:1\n");
    }

    @Test
    void an_answer_that_breaks_off_is_a_failure() {
        var named = new HashMap<>(environment);
        run(
                named,
                Wall.KEY,
                "providers",
                "activate",
                "vllm",
                "--base-url",
                wall.url("/v1").toString());
        wall.always(Fault.cutAfter(3));

        assertThat(run(named, "", "chat", "--model", "vllm/" + MODEL, "count from one to a hundred"))
                .isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("broke off").hasLineCount(1);
    }

    @Test
    void what_needs_a_stopped_server_says_so() {
        for (var command : List.of(List.of("rotate-key"), List.of("restore", "x.zip"))) {
            assertThat(run(environment, "", command.toArray(String[]::new))).isEqualTo(CommandLineApp.FAILED);
            assertThat(err).contains("stop").hasLineCount(1);
        }
    }

    @Test
    void the_doctor_finds_everything_in_order_but_for_providers() {
        assertThat(run(environment, "", "doctor")).as(out).isZero();
        assertThat(out)
                .contains("ok    JDK: ", "ok    disk: ", "ok    server: running", "ok    database: PostgreSQL 17")
                .contains("ok    Redis: not configured");
    }

    @Test
    void the_doctor_says_what_is_down() {
        var broken = new HashMap<>(environment);
        broken.put("REDIS_URL", "redis://127.0.0.1:1");
        broken.put("DATABASE_URL", "postgres://nobody:secret-password@127.0.0.1:1/none");

        assertThat(run(broken, "", "doctor")).isEqualTo(CommandLineApp.FAILED);
        assertThat(out)
                .contains("FAIL  database: ", "correct DATABASE_URL", "FAIL  Redis: ", "correct REDIS_URL")
                .doesNotContain("secret-password");
    }

    @Test
    void without_a_server_commands_run_in_this_process(@TempDir Path empty) {
        var alone = Map.of("HEXFORGE_HOME", empty.toString());

        assertThat(run(alone, "", "keys", "list", "--json")).as(err).isZero();
        assertThat(out).contains("operator");
        assertThat(run(alone, "", "chat", "--model", "offline", "hello"))
                .as(err)
                .isZero();
        assertThat(out).contains("No model provider is configured");
    }

    @Test
    void a_configuration_that_cannot_be_used_is_explained() {
        assertThat(run(Map.of("PORT", "x", "LOG_LEVEL", "loud"), "", "config")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("PORT accepts", "LOG_LEVEL accepts");
    }

    private int run(Map<String, String> variables, String input, String... arguments) {
        var output = new StringWriter();
        var errors = new StringWriter();
        var terminal = new Terminal(new PrintWriter(output), new PrintWriter(errors), new StringReader(input));
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var installation = new LocalInstallation(variables, home, nowhere, nowhere);
        int status = new CommandLineApp(installation, terminal).run(arguments);
        out = output.toString();
        err = errors.toString();
        return status;
    }
}
