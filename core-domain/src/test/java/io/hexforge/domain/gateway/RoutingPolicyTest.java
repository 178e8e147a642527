package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.RoutingPolicy.Candidate;
import io.hexforge.domain.gateway.RoutingPolicy.Choice;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoutingPolicyTest {
    private static final Candidate OPENAI = candidate("openai", "gpt-5-mini", "gpt-5");
    private static final Candidate GROQ = candidate("groq", "llama-4", "gpt-5");
    private static final Candidate OPENROUTER = candidate("openrouter", "openai/gpt-5", "openrouter/auto");
    private static final Candidate UNLISTED = candidate("perplexity");
    private static final Candidate LOCAL = candidate("local", "all-minilm-l6-v2");

    @Test
    void follows_an_explicit_provider_also_to_models_that_it_does_not_list() {
        assertThat(choose("groq/llama-4", OPENAI, GROQ)).isEqualTo(chosen(GROQ, "llama-4", "explicit-provider"));
        assertThat(choose("groq/fine-tuned", OPENAI, GROQ)).isEqualTo(chosen(GROQ, "fine-tuned", "explicit-provider"));
        assertThat(choose("GROQ/llama-4", OPENAI, GROQ)).isEqualTo(chosen(GROQ, "llama-4", "explicit-provider"));
    }

    @Test
    void prefers_the_first_of_several_connections_to_the_provider() {
        Candidate second = candidate("groq", "llama-4");

        assertThat(choose("groq/llama-4", second, GROQ)).isEqualTo(chosen(second, "llama-4", "explicit-provider"));
    }

    @Test
    void finds_a_model_that_is_called_like_a_provider_at_a_relay() {
        assertThat(choose("openai/gpt-5", GROQ, OPENROUTER))
                .isEqualTo(chosen(OPENROUTER, "openai/gpt-5", "model-owner"));
        assertThat(choose("openai/gpt-5", OPENROUTER, OPENAI)).isEqualTo(chosen(OPENAI, "gpt-5", "explicit-provider"));
    }

    @Test
    void says_that_a_named_provider_is_not_set_up() {
        assertThat(choose("anthropic/claude", OPENAI, GROQ)).isEqualTo(new Choice.NotConfigured("anthropic"));
        assertThat(choose("google/gemini-2.5-pro", OPENAI)).isEqualTo(new Choice.NotConfigured("gemini"));
    }

    @Test
    void gives_a_bare_model_to_the_first_who_serves_it() {
        assertThat(choose("llama-4", OPENAI, GROQ)).isEqualTo(chosen(GROQ, "llama-4", "model-owner"));
        assertThat(choose("gpt-5", OPENAI, GROQ)).isEqualTo(chosen(OPENAI, "gpt-5", "model-owner"));
        assertThat(choose("gpt-5", UNLISTED, GROQ)).isEqualTo(chosen(GROQ, "gpt-5", "model-owner"));
    }

    @Test
    void tries_an_unknown_model_where_models_are_not_known() {
        assertThat(choose("mystery", OPENAI, UNLISTED)).isEqualTo(chosen(UNLISTED, "mystery", "models-unknown"));
    }

    @Test
    void asks_the_only_provider_rather_than_guess() {
        assertThat(choose("mystery", OPENAI, LOCAL)).isEqualTo(chosen(OPENAI, "mystery", "only-provider"));
    }

    @Test
    void says_that_a_model_is_unknown_to_all() {
        assertThat(choose("mystery", OPENAI, GROQ)).isEqualTo(new Choice.UnknownModel("mystery"));
        assertThat(choose("mystery", LOCAL)).isEqualTo(new Choice.UnknownModel("mystery"));
    }

    @Test
    void uses_the_providers_own_default_when_no_model_is_named() {
        for (String none : Arrays.asList(null, "", " ")) {
            assertThat(choose(none, OPENAI, GROQ)).isEqualTo(chosen(OPENAI, "gpt-5-mini", "default"));
        }
        assertThat(choose(null, UNLISTED, OPENAI)).isEqualTo(chosen(UNLISTED, "sonar", "default"));
    }

    @Test
    void uses_the_first_listed_model_where_there_is_no_default_or_it_is_not_served() {
        assertThat(choose(null, GROQ)).isEqualTo(chosen(GROQ, "llama-4", "default"));
        assertThat(choose(null, LOCAL)).isEqualTo(chosen(LOCAL, "all-minilm-l6-v2", "default"));
        assertThat(choose(null, candidate("custom"), GROQ)).isEqualTo(chosen(GROQ, "llama-4", "default"));
    }

    @Test
    void has_no_default_where_nothing_is_known() {
        assertThat(choose(null, candidate("custom"))).isEqualTo(new Choice.UnknownModel(""));
        assertThat(choose(null)).isEqualTo(new Choice.UnknownModel(""));
    }

    @Test
    void puts_the_operators_default_before_the_providers() {
        var policy = new RoutingPolicy("groq/llama-4");

        assertThat(policy.choose(null, List.of(OPENAI, GROQ))).isEqualTo(chosen(GROQ, "llama-4", "default"));
        assertThat(policy.choose(" ", List.of(OPENAI, GROQ))).isEqualTo(chosen(GROQ, "llama-4", "default"));
        assertThat(policy.choose("gpt-5", List.of(OPENAI, GROQ))).isEqualTo(chosen(OPENAI, "gpt-5", "model-owner"));
        assertThat(policy.choose(null, List.of(OPENAI))).isEqualTo(new Choice.NotConfigured("groq"));
    }

    private static Choice choose(@Nullable String model, Candidate... candidates) {
        return new RoutingPolicy(null).choose(model, List.of(candidates));
    }

    private static Choice chosen(Candidate candidate, String model, String reason) {
        return new Choice.Chosen(new Deployment(candidate.endpoint(), model), reason);
    }

    private static Candidate candidate(String provider, String... models) {
        ProviderKind kind = ProviderCatalogue.find(provider).orElseThrow();
        URI url = URI.create("https://" + provider + ".example/" + models.length);
        Set<String> known = new LinkedHashSet<>(List.of(models));
        return new Candidate(new Endpoint(kind, "test", url, null, ProviderSettings.NONE, true), known);
    }
}
