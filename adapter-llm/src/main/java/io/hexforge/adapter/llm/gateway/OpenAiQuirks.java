package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a provider that speaks OpenAI's format differs from it.
///
/// @param provider canonical name of its kind
record OpenAiQuirks(String provider) {
    /// They follow OpenAI in calling the limit `max_completion_tokens`; the others know its older name only, and some
    /// refuse the newer one.
    private static final Set<String> NEW_LIMIT = Set.of("openai", "azure-openai", "groq", "xai");
    private static final Set<String> TOP_K =
            Set.of("openrouter", "together", "siliconflow", "perplexity", "llamacpp", "vllm", "kamatera", "custom");
    private static final Set<String> REASONING_CONTENT =
            Set.of("deepseek", "moonshot", "siliconflow", "llamacpp", "vllm", "kamatera", "together", "xai", "custom");

    /// {@return the member that bounds the output}
    String limit() {
        return NEW_LIMIT.contains(provider) ? "max_completion_tokens" : "max_tokens";
    }

    String seed() {
        return provider.equals("mistral") ? "random_seed" : "seed";
    }

    /// {@return whether counts are asked for; Mistral refuses the question and counts unasked}
    boolean takesStreamOptions() {
        return !provider.equals("mistral");
    }

    boolean takesTopK() {
        return TOP_K.contains(provider);
    }

    /// {@return whether reasoning is steered by OpenRouter's `reasoning` object}
    boolean takesReasoningObject() {
        return provider.equals("openrouter");
    }

    /// {@return the member of a message that holds earlier reasoning; null if the provider has none}
    @Nullable
    String reasoning() {
        if (provider.equals("openrouter") || provider.equals("ollama")) {
            return "reasoning";
        }
        return REASONING_CONTENT.contains(provider) ? "reasoning_content" : null;
    }

    /// Marks the end of a prefix worth caching, at the one provider that wants to be told.
    void markIf(boolean cacheable, ObjectNode node) {
        if (cacheable && provider.equals("openrouter")) {
            node.putObject("cache_control").put("type", "ephemeral");
        }
    }
}
