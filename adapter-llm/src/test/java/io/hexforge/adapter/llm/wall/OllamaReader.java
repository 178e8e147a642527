package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;

/// Reads and validates a chat request as Ollama does: Go's JSON reader overlooks unknown fields, wrong types are
/// refused.
final class OllamaReader {
    private final Ask ask = new Ask();

    private OllamaReader() {
        ask.cachedUnmarked = false;
    }

    static Ask read(ObjectNode body) throws Refusal {
        var reader = new OllamaReader();
        reader.options(body);
        for (JsonNode tool : array(body, "tools", "ChatRequest.tools")) {
            reader.tool(tool);
        }
        for (JsonNode message : array(body, "messages", "ChatRequest.messages")) {
            reader.message(message);
        }
        return reader.ask;
    }

    private static JsonNode array(JsonNode node, String field, String name) throws Refusal {
        JsonNode value = node.path(field);
        typed(!node.hasNonNull(field) || value.isArray(), value, name, "slice");
        return value;
    }

    private static void typed(boolean fits, JsonNode value, String field, String type) throws Refusal {
        Refusal.unless(
                fits,
                "json: cannot unmarshal " + value.getNodeType().name().toLowerCase(Locale.ROOT)
                        + " into Go struct field " + field + " of type " + type,
                null);
    }

    private void options(ObjectNode body) throws Refusal {
        ask.model = body.path("model").asText();
        ask.stream = body.path("stream").asBoolean(true);
        typed(
                !body.hasNonNull("stream") || body.path("stream").isBoolean(),
                body.path("stream"),
                "ChatRequest.stream",
                "bool");
        JsonNode options = body.path("options");
        typed(
                !body.hasNonNull("options") || options.isObject(),
                options,
                "ChatRequest.options",
                "map[string]interface {}");
        int most = options.path("num_predict").asInt(-1);
        ask.maxTokens = most < 0 ? Integer.MAX_VALUE : most;
        options.path("stop").forEach(stop -> ask.stop.add(stop.asText()));
        JsonNode think = body.path("think");
        Refusal.unless(
                !body.hasNonNull("think")
                        || think.isBoolean()
                        || Set.of("high", "medium", "low").contains(think.asText()),
                "invalid think value: " + think + " (must be \"high\", \"medium\", \"low\", true, or false)",
                null);
        ask.thinking = think.asBoolean(think.isTextual());
        JsonNode format = body.path("format");
        boolean json = format.asText().equals("json");
        Refusal.unless(
                !body.hasNonNull("format")
                        || json
                        || format.isObject()
                        || format.asText("?").isEmpty(),
                "invalid format: " + format + "; expected \"json\" or a valid JSON Schema object",
                null);
        if (json) {
            ask.schema = Json.object().put("type", "object");
        } else if (format.isObject()) {
            ask.schema = format;
        }
    }

    private void tool(JsonNode tool) throws Refusal {
        JsonNode function = tool.path("function");
        typed(function.isObject(), function, "ChatRequest.tools.function", "api.ToolFunction");
        ask.tools.add(new Ask.Tool(
                function.path("name").asText(),
                function.path("parameters").isObject() ? function.path("parameters") : null));
        ask.promptCharacters += tool.toString().length();
    }

    private void message(JsonNode message) throws Refusal {
        JsonNode content = message.path("content");
        typed(content.isMissingNode() || content.isTextual(), content, "ChatRequest.messages.content", "string");
        String text = content.asText();
        ask.promptCharacters += text.length();
        switch (message.path("role").asText()) {
            case "system" -> {}
            case "user" -> {
                ask.userTurn();
                if (!text.isEmpty()) {
                    ask.say(text);
                }
                for (JsonNode image : array(message, "images", "ChatRequest.messages.images")) {
                    ask.media.add(Media.ofBase64("image", image.asText()));
                    ask.promptCharacters += 3000;
                }
            }
            case "assistant" -> {
                ask.assistantTurn();
                for (JsonNode call : array(message, "tool_calls", "ChatRequest.messages.tool_calls")) {
                    JsonNode arguments = call.path("function").path("arguments");
                    typed(
                            arguments.isObject(),
                            arguments,
                            "ChatRequest.messages.tool_calls.function.arguments",
                            "api.ToolCallFunctionArguments");
                    ask.promptCharacters += arguments.toString().length();
                }
            }
            case "tool" -> {
                ask.userTurn();
                ask.toolResults.add(text);
            }
            default -> throw Refusal.invalid("invalid role: " + message.path("role"), null);
        }
    }
}
