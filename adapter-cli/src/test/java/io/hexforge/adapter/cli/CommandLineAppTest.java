package io.hexforge.adapter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.domain.Actor;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.ports.driven.gateway.TestUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every flow as a user types it, over the in-process ports.
class CommandLineAppTest extends TypedCommands {
    @Test
    void without_a_provider_chat_says_so() {
        assertThat(run("chat", "hello", "there")).isZero();
        assertThat(out).startsWith("No model provider is configured").endsWith("\n");
    }

    @Test
    void chat_answers_through_an_activated_provider() {
        assertThat(piping("sk-0123456789abcdef\n", "providers", "activate", "openai"))
                .isZero();
        assertThat(out).contains("openai").contains("active").contains("https://api.openai.com/v1");
        assertThat(out + err).doesNotContain("sk-0123456789abcdef");

        assertThat(run("chat", "--model", "openai/gpt-5", "--system", "Be brief", "good", "morning"))
                .isZero();
        assertThat(out).isEqualTo("[Be brief] good morning\n");
    }

    @Test
    void chat_in_json_names_who_answered_and_counts_tokens() throws Exception {
        activate("groq");

        assertThat(run("chat", "--json", "--model", "groq/llama", "hi")).isZero();
        JsonNode reply = new ObjectMapper().readTree(out);
        assertThat(reply.path("provider").asText()).isEqualTo("groq");
        assertThat(reply.path("text").asText()).isEqualTo("hi");
        assertThat(reply.path("output_tokens").asInt()).isPositive();
    }

    @Test
    void usage_is_shown_by_day_apart_by_what_is_asked() throws Exception {
        Actor operator = installation.operator;
        installation.usage.append(List.of(
                TestUsage.of(operator, TestUsage.NOON, "openai", "gpt-5", 1_234_000L),
                TestUsage.of(operator, TestUsage.NOON, "openai", "strange", null)));

        assertThat(run("usage")).isZero();
        assertThat(out).contains("DAY", "MODEL", "COST USD").contains("2026-03-04", "gpt-5", "0.001234000", "strange");
        assertThat(run("usage", "--by", "provider", "--from", "2026-03-01", "--json"))
                .isZero();
        JsonNode sums = new ObjectMapper().readTree(out);
        assertThat(sums).hasSize(1);
        assertThat(sums.at("/0/requests").asInt()).isEqualTo(2);
        assertThat(sums.at("/0/unpriced").asInt()).isEqualTo(1);
        assertThat(run("usage", "--from", "2026-03-05")).isZero();
        assertThat(out).doesNotContain("2026-03-04");
        assertThat(run("usage", "--by", "colour")).isEqualTo(2);
    }

    @Test
    void chat_without_a_prompt_is_a_conversation() {
        activate("groq");

        assertThat(piping("one\ntwo\n", "chat", "--model", "groq/llama")).isZero();
        assertThat(out).isEqualTo("one\none| two\n");
    }

    @Test
    void chat_reads_the_prompt_from_the_input() {
        activate("groq");

        assertThat(piping("a\nb\n", "chat", "--model", "groq/llama", "-")).isZero();
        assertThat(out).isEqualTo("a\nb\n");
    }

    @Test
    void an_unconfigured_provider_is_an_error_in_one_line() {
        assertThat(run("chat", "--model", "anthropic/claude", "hi")).isEqualTo(CommandLineApp.FAILED);
        assertThat(out).isEmpty();
        assertThat(err).startsWith("hexforge: ").contains("anthropic").hasLineCount(1);
    }

    @Test
    void route_explain_tells_who_would_answer_and_why() throws Exception {
        activate("groq");

        assertThat(run("route", "explain", "groq/llama")).isZero();
        assertThat(out).contains("groq/llama@").contains("explicit-provider").contains("$");
        assertThat(run("route", "explain", "--json", "--task", "research")).isZero();
        assertThat(new ObjectMapper().readTree(out).path("choices").size()).isPositive();
        assertThat(run("route", "explain", "anthropic/claude")).isZero();
        assertThat(out).contains("'anthropic' is not configured");
    }

    @Test
    void route_explain_takes_the_hints_that_a_request_may_have() {
        activate("groq");

        assertThat(run(
                        "route",
                        "explain",
                        "groq/llama",
                        "--latency-target",
                        "ultra_low",
                        "--latency-slo",
                        "2000",
                        "--cost-priority",
                        "--fallback",
                        "groq/other"))
                .isZero();
        assertThat(out).contains("groq/llama@").contains("groq/other@");
        assertThat(run("route", "explain", "groq/llama", "--max-cost", "0.01")).isZero();
        assertThat(out).contains("left out: groq/llama@");
        assertThat(run("route", "explain", "--latency-target", "soon")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("ultra_low");
    }

    @Test
    void models_can_be_limited_to_a_provider() {
        activate("groq");

        assertThat(run("models", "--provider", "groq")).isZero();
        assertThat(out).isEqualTo("groq/echo\n");
    }

    @Test
    void a_removed_provider_is_gone() {
        activate("groq");

        assertThat(run("providers", "remove", "groq")).isZero();
        assertThat(run("providers", "list", "--json")).isZero();
        assertThat(out).isEqualTo("[]\n");
        assertThat(run("providers", "remove", "nosuch")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("there is no provider nosuch");
    }

    @Test
    void a_provider_that_needs_a_key_is_not_activated_without() {
        assertThat(run("providers", "activate", "openai")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("api_key is required for openai");
    }

    @Test
    void a_key_is_shown_once_and_then_only_in_part() throws Exception {
        assertThat(run("keys", "create", "ci", "--scope", "gateway:use")).isZero();
        String secret = out.strip();
        assertThat(secret).matches("hf_[A-Za-z0-9_-]{43}");
        assertThat(err).contains("ci").doesNotContain(secret);

        assertThat(run("keys", "list", "--json")).isZero();
        assertThat(out).doesNotContain(secret);
        JsonNode keys = new ObjectMapper().readTree(out);
        assertThat(keys).hasSize(2);
        assertThat(keys.get(1).path("scopes").get(0).asText()).isEqualTo("gateway:use");
    }

    @Test
    void a_key_can_be_rotated_and_revoked() throws Exception {
        run("keys", "create", "ci", "--json");
        String id = new ObjectMapper().readTree(out).path("id").asText();

        assertThat(run("keys", "rotate", id, "--json")).isZero();
        JsonNode successor = new ObjectMapper().readTree(out);
        assertThat(successor.path("key").asText()).startsWith("hf_");
        assertThat(run("keys", "revoke", successor.path("id").asText())).isZero();
        assertThat(run("keys", "list")).isZero();
        assertThat(out).doesNotContain(successor.path("id").asText());
    }

    @Test
    void a_key_is_made_with_limits_and_given_others() throws Exception {
        run("keys", "create", "ci", "--tokens-per-minute", "5000", "--tokens-hard", "--json");
        String id = new ObjectMapper().readTree(out).path("id").asText();
        run("keys", "list");
        assertThat(out).contains("5000 tokens/min (hard)");

        assertThat(run("keys", "limit", id, "--requests-per-minute", "30", "--max-parallel", "2"))
                .isZero();
        assertThat(out).contains("30 requests/min, 2 at a time").doesNotContain("tokens");
        assertThat(run("keys", "limit", id, "--max-parallel", "0")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("max_parallel must be from 1");
    }

    @Test
    void a_budget_is_set_listed_and_removed() throws Exception {
        assertThat(run("budgets", "set", "12.5", "--period", "day", "--json")).isZero();
        JsonNode budget = new ObjectMapper().readTree(out);
        assertThat(budget.path("amount_usd").asText()).isEqualTo("12.50");
        assertThat(budget.path("scope").asText()).isEqualTo("user");
        run("budgets", "list");
        assertThat(out).contains("12.50").contains("day");

        assertThat(run("budgets", "set", "1", "--period", "week")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("week is none of");
        String id = budget.path("id").asText();
        assertThat(run("budgets", "remove", id)).isZero();
        assertThat(run("budgets", "remove", id)).isEqualTo(CommandLineApp.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "01a1fd89-e5ce-722e-87f7-2a9800aa6d0c"})
    void revoking_what_is_no_key_of_yours_fails(String id) {
        assertThat(run("keys", "revoke", id)).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains(id).hasLineCount(1);
    }

    @Test
    void an_unknown_scope_is_refused() {
        assertThat(run("keys", "create", "x", "--scope", "fly")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("there is no scope fly");
    }

    @Test
    void prices_are_listed_and_imported(@TempDir Path folder) throws Exception {
        assertThat(run("prices", "list", "--provider", "openai", "gpt-4o-mini")).isZero();
        assertThat(out).contains("openai/gpt-4o-mini ", "0.15", "0.075", "0.6", "128000", "built-in");

        Path file = Files.writeString(
                folder.resolve("p.json"), "{\"openai\":{\"models\":{\"gpt-4o-mini\":{\"cost\":{\"input\":9.5}}}}}");
        assertThat(run("prices", "import", file.toString())).isZero();
        assertThat(out).startsWith("models.dev: 1 rows added");
        assertThat(run("prices", "list", "gpt-4o-mini", "--json")).isZero();
        assertThat(new ObjectMapper().readTree(out).findValuesAsText("input")).contains("9.5");

        assertThat(run("prices", "import", folder.resolve("none").toString())).isEqualTo(CommandLineApp.FAILED);
        Files.writeString(file, "{\"x\":1}");
        assertThat(run("prices", "import", file.toString())).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("genai-prices").hasLineCount(1);
    }

    @Test
    void flags_are_set_listed_and_removed() {
        assertThat(run("flags", "set", "router.force_provider_google")).isZero();
        assertThat(run("flags", "set", "router.disable_provider_groq", "off")).isZero();
        assertThat(run("flags", "list")).isZero();
        assertThat(out)
                .containsPattern("router.force_provider_gemini +on ")
                .containsPattern("router.disable_provider_groq +off ");

        assertThat(run("flags", "remove", "router.force_provider_gemini")).isZero();
        assertThat(run("flags", "remove", "router.force_provider_gemini")).isEqualTo(CommandLineApp.FAILED);
        assertThat(run("flags", "set", "beta")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("router.force_provider_").hasLineCount(1);
        assertThat(run("flags", "list", "--tenant", "x")).isEqualTo(CommandLineApp.FAILED);
    }

    @Test
    void nothing_to_embed_is_refused() {
        assertThat(run("embed")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).contains("no text");
    }

    @Test
    void serve_hands_its_options_over_as_settings() {
        assertThat(run("serve", "--port", "0", "--home", "/tmp/x")).isZero();
        assertThat(installation.calls).containsExactly("serve {PORT=0, HEXFORGE_HOME=/tmp/x}");
    }

    @Test
    void url_and_key_reach_the_connection_and_the_key_is_not_shown() {
        run("models", "--url", "http://other", "--key", "hf_secret");

        assertThat(installation.calls).containsExactly("connect http://other ****");
        assertThat(out + err).doesNotContain("hf_secret");
    }

    @Test
    void doctor_says_what_to_do_and_fails_when_something_is_down() {
        assertThat(run("doctor")).isZero();
        assertThat(out).isEqualTo("ok    database: ok\n");

        installation.database = HealthState.down("no connection");
        assertThat(run("doctor")).isEqualTo(CommandLineApp.FAILED);
        assertThat(out).isEqualTo("FAIL  database: no connection\n      -> start it\n");
    }

    @Test
    void the_installations_own_commands_report_what_they_did() {
        assertThat(run("version")).isZero();
        assertThat(out).isEqualTo("Hexforge 1.2.3\n");
        assertThat(run("config")).isZero();
        assertThat(out).contains("PORT  8080   default");
        assertThat(run("backup", "b.tar")).isZero();
        assertThat(installation.calls).contains("backup b.tar");
        assertThat(run("rotate-key")).isZero();
        assertThat(out).contains("3 secrets");
        assertThat(run("restore", "x")).isEqualTo(CommandLineApp.FAILED);
        assertThat(err).isEqualTo("hexforge: x is not a backup\n");
    }

    @Test
    void wrong_usage_is_a_status_of_its_own() {
        assertThat(run("dance")).isEqualTo(CommandLineApp.WRONG_USAGE);
        assertThat(err).contains("dance");
        assertThat(run("backup")).isEqualTo(CommandLineApp.WRONG_USAGE);
        assertThat(err).contains("FILE");
        assertThat(run()).isEqualTo(CommandLineApp.WRONG_USAGE);
        assertThat(err).contains("serve").contains("chat");
    }

    @Test
    void help_lists_every_command() {
        assertThat(run("help")).isZero();
        assertThat(out)
                .contains("serve", "chat", "models", "providers", "keys", "embed", "config", "doctor")
                .contains("backup", "restore", "rotate-key", "version");
    }

    private void activate(String provider) {
        assertThat(piping("gsk_0123456789abcdef\n", "providers", "activate", provider))
                .isZero();
    }
}
