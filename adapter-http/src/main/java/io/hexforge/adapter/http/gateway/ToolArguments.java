package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.domain.gateway.ChatCall.Output;

/// The arguments that a model wrote for a tool.
final class ToolArguments {
    private static final ObjectMapper LENIENT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ToolArguments() {}

    /// {@return the arguments as an object, empty if the model wrote nothing}
    ///
    /// @throws Refused 502 if they are no object
    static ObjectNode parse(Output.ToolCall call) {
        if (call.arguments().isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            JsonNode arguments = LENIENT.readTree(call.arguments());
            if (arguments instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException malformed) {
            // Told below.
        }
        throw new Refused(Problem.of(
                502,
                "malformed_answer",
                "The model's answer cannot be passed on",
                "the model wrote arguments for the tool '" + call.name() + "' that are not a JSON object"));
    }
}
