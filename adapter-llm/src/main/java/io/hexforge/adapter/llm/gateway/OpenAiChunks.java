package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.domain.gateway.Usage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What can be read from a chunk or an answer in OpenAI's format, as its many copies write it.
final class OpenAiChunks {
    private OpenAiChunks() {}

    /// {@return whether a chunk carries more than the role: text, reasoning, a tool call, a refusal, a finish}
    static boolean visible(JsonNode chunk) {
        for (JsonNode choice : chunk.path("choices")) {
            if (Json.has(choice, "finish_reason")) {
                return true;
            }
            for (Map.Entry<String, JsonNode> member : choice.path("delta").properties()) {
                if (!member.getKey().equals("role") && !isBlank(member.getValue())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isBlank(JsonNode value) {
        return value.isNull()
                || (value.isTextual() && value.textValue().isEmpty())
                || (value.isContainerNode() && value.isEmpty());
    }

    /// {@return the counts of a chunk or an answer; null if it has none}
    static @Nullable Usage usage(JsonNode chunk) {
        JsonNode usage = chunk.path("usage");
        if (!usage.isObject()) {
            usage = chunk.path("x_groq").path("usage");
        }
        return usage.isObject() ? counted(usage) : null;
    }

    private static Usage counted(JsonNode usage) {
        long prompt = usage.path("prompt_tokens").asLong();
        long output = usage.path("completion_tokens").asLong();
        long total = usage.path("total_tokens").asLong();
        JsonNode details = usage.path("prompt_tokens_details");
        long cached = details.has("cached_tokens")
                ? details.path("cached_tokens").asLong()
                : usage.path("prompt_cache_hit_tokens").asLong();
        long written = details.path("cache_write_tokens").asLong();
        long reasoning =
                usage.path("completion_tokens_details").path("reasoning_tokens").asLong();
        // xAI counts reasoning beside the completion, the others within it.
        boolean beside = reasoning > 0 && total == prompt + output + reasoning;
        return new Usage(prompt, cached, written, beside ? output + reasoning : output, reasoning);
    }
}
