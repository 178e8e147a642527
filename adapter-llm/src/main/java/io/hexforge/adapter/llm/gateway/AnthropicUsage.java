package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.domain.gateway.Usage;

/// The counts of an Anthropic answer, which come in pieces: each replaces the member it names.
final class AnthropicUsage {
    private long input;
    private long cached;
    private long cacheWrite;
    private long output;
    private long reasoning;

    AnthropicUsage add(JsonNode usage) {
        input = usage.path("input_tokens").asLong(input);
        cached = usage.path("cache_read_input_tokens").asLong(cached);
        cacheWrite = usage.path("cache_creation_input_tokens").asLong(cacheWrite);
        output = usage.path("output_tokens").asLong(output);
        reasoning = usage.path("output_tokens_details").path("thinking_tokens").asLong(reasoning);
        return this;
    }

    /// {@return the counts in the domain's terms: Anthropic's `input_tokens` leaves out what the cache had to do
    /// with}
    Usage total() {
        return new Usage(input + cached + cacheWrite, cached, cacheWrite, output, reasoning);
    }
}
