package io.hexforge.domain.gateway;

/// Tokens that a call used.
///
/// @param prompt all input tokens, cached and cache-writing ones included
/// @param cached input tokens that were read from the provider's cache
/// @param cacheWrite input tokens that were written to the provider's cache
/// @param output all output tokens, reasoning ones included
/// @param reasoning output tokens spent on reasoning
public record Usage(long prompt, long cached, long cacheWrite, long output, long reasoning) {
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

    public static Usage of(long prompt, long output) {
        return new Usage(prompt, 0, 0, output, 0);
    }

    public Usage plus(Usage more) {
        return new Usage(
                prompt + more.prompt,
                cached + more.cached,
                cacheWrite + more.cacheWrite,
                output + more.output,
                reasoning + more.reasoning);
    }

    public long total() {
        return prompt + output;
    }
}
