package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.Usage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a response object of OpenAI's Responses format says besides its output: when it was made, and what was asked.
///
/// @param asked members of the request, or their defaults
record ResponseEnvelope(Instant created, Map<String, JsonValue> asked) {
    private static final JsonValue NULL = new JsonNull();
    private static final Map<String, JsonValue> DEFAULTS = defaults();

    static ResponseEnvelope of(InboundChat chat, Instant created) {
        var asked = new LinkedHashMap<>(DEFAULTS);
        if (chat.body() != null) {
            InboundJson body = InboundJson.of(chat.body());
            asked.replaceAll((name, fallback) -> {
                JsonValue value = body.value(name);
                return value == null ? fallback : value;
            });
        }
        return new ResponseEnvelope(created, asked);
    }

    private static Map<String, JsonValue> defaults() {
        var defaults = new LinkedHashMap<String, JsonValue>();
        defaults.put("background", new JsonBoolean(false));
        defaults.put("instructions", NULL);
        defaults.put("max_output_tokens", NULL);
        defaults.put("max_tool_calls", NULL);
        defaults.put("metadata", JsonObject.EMPTY);
        defaults.put("parallel_tool_calls", new JsonBoolean(true));
        defaults.put("previous_response_id", NULL);
        defaults.put("reasoning", new JsonObject(Map.of("effort", NULL, "summary", NULL)));
        defaults.put("safety_identifier", NULL);
        defaults.put("service_tier", new JsonString("default"));
        defaults.put("store", new JsonBoolean(false));
        defaults.put("temperature", NULL);
        defaults.put("text", new JsonObject(Map.of("format", new JsonObject(Map.of("type", new JsonString("text"))))));
        defaults.put("tool_choice", new JsonString("auto"));
        defaults.put("tools", new JsonArray(List.of()));
        defaults.put("top_logprobs", JsonNumber.of(0));
        defaults.put("top_p", NULL);
        defaults.put("truncation", new JsonString("disabled"));
        defaults.put("user", NULL);
        return defaults;
    }

    /// {@return the response object}
    ///
    /// @param usage null while the answer is not complete
    ObjectNode response(String id, String model, String status, ArrayNode output, @Nullable Usage usage) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        response.put("id", id).put("object", "response").put("created_at", created.getEpochSecond());
        response.put("status", status).put("model", model);
        response.set("output", output);
        response.putNull("error").putNull("incomplete_details");
        asked.forEach(response::putPOJO);
        if (usage == null) {
            response.putNull("usage");
        } else {
            response.set("usage", json(usage));
        }
        return response;
    }

    private static ObjectNode json(Usage usage) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("input_tokens", usage.prompt());
        node.putObject("input_tokens_details")
                .put("cached_tokens", usage.cached())
                .put("cache_write_tokens", usage.cacheWrite());
        node.put("output_tokens", usage.output());
        node.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        return node.put("total_tokens", usage.total());
    }
}
