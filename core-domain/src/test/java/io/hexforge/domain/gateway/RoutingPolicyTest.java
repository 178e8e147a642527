package io.hexforge.domain.gateway;

import static io.hexforge.domain.gateway.TestRoutes.candidate;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.RoutingPolicy.Candidate;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Which deployments could serve a model's name.
class RoutingPolicyTest {
    private static final Candidate OPENAI = candidate("openai", "gpt-5-mini", "gpt-5");
    private static final Candidate GROQ = candidate("groq", "llama-4", "gpt-5");
    private static final Candidate OPENROUTER = candidate("openrouter", "openai/gpt-5", "openrouter/auto");
    private static final Candidate UNLISTED = candidate("perplexity");
    private static final Candidate LOCAL = candidate("local", "all-minilm-l6-v2");

    @Test
    void follows_an_explicit_provider_also_to_models_that_it_does_not_list() {
        assertThat(choose("groq/llama-4", OPENAI, GROQ)).isEqualTo("groq/llama-4 explicit-provider");
        assertThat(choose("groq/fine-tuned", OPENAI, GROQ)).isEqualTo("groq/fine-tuned explicit-provider");
        assertThat(choose("GROQ/llama-4", OPENAI, GROQ)).isEqualTo("groq/llama-4 explicit-provider");
    }

    @Test
    void gives_every_connection_to_an_explicit_provider() {
        Candidate second = candidate("groq", "llama-4");

        assertThat(choose("groq/llama-4", second, OPENAI, GROQ))
                .isEqualTo("groq/llama-4 explicit-provider, groq/llama-4 explicit-provider");
    }

    @Test
    void finds_a_model_that_is_called_like_a_provider_at_a_relay() {
        assertThat(choose("openai/gpt-5", GROQ, OPENROUTER)).isEqualTo("openrouter/openai/gpt-5 model-owner");
        assertThat(choose("openai/gpt-5", OPENROUTER, OPENAI)).isEqualTo("openai/gpt-5 explicit-provider");
    }

    @Test
    void finds_a_bare_model_at_a_relay_that_puts_the_makers_name_before_it() {
        assertThat(choose("gpt-5", OPENROUTER, LOCAL)).isEqualTo("openrouter/openai/gpt-5 model-owner");
    }

    @Test
    void says_that_a_named_provider_is_not_set_up() {
        assertThat(decide("anthropic/claude", OPENAI, GROQ)).isEqualTo(new Decision.NotConfigured("anthropic"));
        assertThat(decide("google/gemini-2.5-pro", OPENAI)).isEqualTo(new Decision.NotConfigured("gemini"));
    }

    @Test
    void gives_a_bare_model_to_all_who_serve_it() {
        assertThat(choose("llama-4", OPENAI, GROQ)).isEqualTo("groq/llama-4 model-owner");
        assertThat(choose("gpt-5", OPENAI, GROQ).split(", "))
                .containsExactlyInAnyOrder("openai/gpt-5 model-owner", "groq/gpt-5 model-owner");
        assertThat(choose("gpt-5", UNLISTED, GROQ)).isEqualTo("groq/gpt-5 model-owner");
    }

    @Test
    void tries_an_unknown_model_where_models_are_not_known() {
        assertThat(choose("mystery", OPENAI, UNLISTED)).isEqualTo("perplexity/mystery models-unknown");
    }

    @Test
    void asks_the_only_provider_rather_than_guess() {
        assertThat(choose("mystery", OPENAI, LOCAL)).isEqualTo("openai/mystery only-provider");
    }

    @Test
    void says_that_a_model_is_unknown_to_all() {
        assertThat(decide("mystery", OPENAI, GROQ)).isEqualTo(new Decision.UnknownModel("mystery"));
        assertThat(decide("mystery", LOCAL)).isEqualTo(new Decision.UnknownModel("mystery"));
    }

    @Test
    void uses_the_providers_own_defaults_when_no_model_is_named() {
        for (String none : Arrays.asList(null, "", " ", "auto")) {
            assertThat(choose(none, OPENAI, GROQ)).isEqualTo("openai/gpt-5-mini default, groq/llama-4 default");
        }
        assertThat(choose(null, UNLISTED, OPENAI)).startsWith("perplexity/sonar default");
    }

    @Test
    void uses_the_first_listed_model_that_talks_where_there_is_no_default_or_it_is_not_served() {
        assertThat(choose(null, GROQ)).isEqualTo("groq/llama-4 default");
        assertThat(choose(null, candidate("custom"), GROQ)).isEqualTo("groq/llama-4 default");
        assertThat(choose(null, candidate("ollama", "nomic-embed-text", "llama3.2:1b")))
                .isEqualTo("ollama/llama3.2:1b default");
    }

    @Test
    void has_no_default_where_nothing_is_known() {
        assertThat(decide(null, candidate("custom"))).isEqualTo(new Decision.UnknownModel(""));
        assertThat(decide(null)).isEqualTo(new Decision.UnknownModel(""));
    }

    @Test
    void puts_the_operators_default_before_the_providers() {
        var policy = new RoutingPolicy("groq/llama-4", Weights.DEFAULT, List.of(), Map.of());

        assertThat(choose(policy, null, OPENAI, GROQ)).startsWith("groq/llama-4 default");
        assertThat(choose(policy, " ", OPENAI, GROQ)).startsWith("groq/llama-4 default");
        assertThat(choose(policy, "gpt-5-mini", OPENAI, GROQ)).isEqualTo("openai/gpt-5-mini model-owner");
        assertThat(choose(policy, null, OPENAI)).isEqualTo("openai/gpt-5-mini default");
    }

    private static Decision decide(@Nullable String model, Candidate... candidates) {
        return decide(RoutingPolicy.DEFAULT, model, candidates);
    }

    private static Decision decide(RoutingPolicy policy, @Nullable String model, Candidate... candidates) {
        return policy.decide(TestRoutes.request(model), List.of(candidates), TestRoutes.NOW, new Random(1));
    }

    private static String choose(@Nullable String model, Candidate... candidates) {
        return choose(RoutingPolicy.DEFAULT, model, candidates);
    }

    private static String choose(RoutingPolicy policy, @Nullable String model, Candidate... candidates) {
        return TestRoutes.describe(decide(policy, model, candidates));
    }
}
