package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads and validates a generateContent request as Google does.
final class GeminiReader {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}");
    private static final String ROOT = "* GenerateContentRequest.";
    private static final Set<String> SIGNATURES =
            Set.of(GeminiWriter.SIGNATURE, "skip_thought_signature_validator", "context_engineering_is_the_way_to_go");

    private final ObjectNode body;
    private final Ask ask = new Ask();
    private int openCalls;

    private GeminiReader(ObjectNode body) {
        this.body = body;
    }

    static Ask read(ObjectNode body, String model) throws Refusal {
        GeminiFields.normalize(body, "GenerateContentRequest", "");
        var reader = new GeminiReader(body);
        reader.ask.model = model;
        reader.generation();
        reader.tools();
        reader.contents();
        return reader.ask;
    }

    private static void check(boolean fine, String message) throws Refusal {
        Refusal.unless(fine, message, null);
    }

    private void generation() throws Refusal {
        JsonNode config = body.path("generationConfig");
        range(config, "temperature", 0, 2);
        range(config, "topP", 0, 1);
        range(config, "topK", 1, Integer.MAX_VALUE);
        range(config, "maxOutputTokens", 1, 65_536);
        range(config, "candidateCount", 1, 8);
        ask.maxTokens = config.path("maxOutputTokens").asInt(Integer.MAX_VALUE);
        JsonNode stops = config.path("stopSequences");
        check(stops.size() <= 5, ROOT + "generation_config.stop_sequences: at most 5 are allowed");
        stops.forEach(stop -> ask.stop.add(stop.asText()));
        JsonNode thinking = config.path("thinkingConfig");
        ask.thinking = ask.model.startsWith("gemini-3")
                || (thinking.isObject() && thinking.path("thinkingBudget").asInt(-1) != 0);
        check(
                !thinking.has("thinkingBudget") || !thinking.has("thinkingLevel"),
                "You can only set one of thinking budget and thinking level.");
        String type = config.path("responseMimeType").asText("text/plain");
        check(
                Set.of("text/plain", "application/json", "text/x.enum").contains(type),
                ROOT + "generation_config.response_mime_type: allowed mimetypes are `text/plain`, `application/json`,"
                        + " `application/xml`, `application/yaml` and `text/x.enum`.");
        boolean shaped = config.has("responseSchema") || config.has("responseJsonSchema");
        check(
                !shaped || !type.equals("text/plain"),
                ROOT + "generation_config.response_schema: requires response_mime_type application/json");
        if (shaped) {
            ask.schema = config.path(config.has("responseSchema") ? "responseSchema" : "responseJsonSchema");
        } else if (type.equals("application/json")) {
            ask.schema = Json.object().put("type", "object");
        }
    }

    private static void range(JsonNode config, String field, double least, double most) throws Refusal {
        JsonNode value = config.path(field);
        check(!config.has(field) || value.isNumber(), "Invalid value at 'generation_config." + field + "', " + value);
        check(
                !config.has(field) || (value.asDouble() >= least && value.asDouble() <= most),
                ROOT + "generation_config." + field + ": must be in the range [" + least + ", " + most + "].");
    }

    private void tools() throws Refusal {
        for (JsonNode tool : body.path("tools")) {
            for (JsonNode function : tool.path("functionDeclarations")) {
                declaration(function);
            }
        }
        JsonNode config = body.path("toolConfig").path("functionCallingConfig");
        String mode = config.path("mode").asText("AUTO");
        check(
                Set.of("MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED").contains(mode),
                "Invalid value at 'tool_config.function_calling_config.mode', \"" + mode + "\"");
        check(
                config.path("allowedFunctionNames").isEmpty()
                        || Set.of("ANY", "VALIDATED").contains(mode),
                "Function calling config is set without function calling mode ANY: allowed_function_names");
        ask.toolsForbidden = mode.equals("NONE");
        ask.toolRequired = mode.equals("ANY");
        if (config.path("allowedFunctionNames").size() == 1) {
            ask.requiredTool = config.path("allowedFunctionNames").get(0).asText();
        }
    }

    private void declaration(JsonNode function) throws Refusal {
        String at = ROOT + "tools[0].function_declarations[" + ask.tools.size() + "].";
        String name = function.path("name").asText();
        check(NAME.matcher(name).matches(), at + "name: [FIELD_INVALID] Invalid function name.");
        check(
                !function.has("parameters") || !function.has("parametersJsonSchema"),
                at + "parameters: only one of parameters and parameters_json_schema may be set");
        JsonNode parameters = function.path("parameters");
        check(
                !parameters.path("type").asText().equalsIgnoreCase("object")
                        || parameters.path("properties").size() > 0,
                at + "parameters.properties: should be non-empty for OBJECT type");
        JsonNode schema = parameters.isObject() ? parameters : function.path("parametersJsonSchema");
        ask.tools.add(new Ask.Tool(name, schema.isObject() ? schema : null));
        ask.promptCharacters += function.toString().length();
    }

    private void contents() throws Refusal {
        JsonNode system = body.path("systemInstruction");
        for (JsonNode part : system.path("parts")) {
            check(part.path("text").isTextual(), "System instructions must be text");
            ask.promptCharacters += part.path("text").asText().length();
        }
        JsonNode contents = body.path("contents");
        check(contents.size() > 0, ROOT + "contents: contents is not specified");
        for (int i = 0; i < contents.size(); i++) {
            turn(contents.get(i), i);
        }
        check(openCalls == 0, "Please ensure that function call turn is followed by a function response turn.");
    }

    private void turn(JsonNode content, int index) throws Refusal {
        String at = ROOT + "contents[" + index + "].";
        String role = content.path("role").asText("user");
        check(Set.of("user", "model", "function").contains(role), "Please use a valid role: user, model.");
        JsonNode parts = content.path("parts");
        check(parts.size() > 0, at + "parts: contents.parts must not be empty.");
        boolean model = role.equals("model");
        int calls = 0;
        int responses = 0;
        if (model) {
            check(
                    openCalls == 0,
                    "Please ensure that function response turn comes immediately after a function call turn.");
            ask.assistantTurn();
        } else {
            ask.userTurn();
        }
        for (int i = 0; i < parts.size(); i++) {
            JsonNode part = parts.get(i);
            if (part.has("functionCall")) {
                check(
                        model && index > 0,
                        "Please ensure that function call turn comes immediately after a user turn or"
                                + " after a function response turn.");
                signed(part, calls == 0, index);
                calls++;
            }
            responses += part.has("functionResponse") ? 1 : 0;
            part(part, model, at + "parts[" + i + "].");
        }
        check(
                model || responses == openCalls,
                openCalls == 0
                        ? "Please ensure that function response turn comes immediately after a function call turn."
                        : "Please ensure that the number of function response parts is equal to the number of function"
                                + " call parts of the function call turn.");
        openCalls = model ? calls : 0;
    }

    /// The third generation wants its signature back on the first call of a turn.
    private void signed(JsonNode part, boolean first, int index) throws Refusal {
        String name = part.path("functionCall").path("name").asText();
        boolean wanted = first && ask.model.startsWith("gemini-3");
        check(
                !wanted || part.has("thoughtSignature"),
                "Function call `" + name + "` in the " + (index + 1) + ". content block is missing a"
                        + " `thought_signature`.");
        check(
                !part.has("thoughtSignature")
                        || SIGNATURES.contains(part.path("thoughtSignature").asText()),
                "Thought signature is not valid.");
    }

    private void part(JsonNode part, boolean model, String at) throws Refusal {
        boolean thought = part.path("thought").asBoolean();
        if (part.has("text")) {
            check(part.path("text").isTextual(), "Invalid value at '" + at + "text'");
            String text = part.path("text").asText();
            ask.promptCharacters += text.length();
            if (!model && !thought) {
                ask.say(text);
            }
        } else if (part.has("inlineData")) {
            JsonNode blob = part.path("inlineData");
            check(!blob.path("mimeType").asText().isEmpty(), at + "inline_data.mime_type: is required");
            ask.media.add(Media.ofBase64(
                    blob.path("mimeType").asText(), blob.path("data").asText()));
            ask.promptCharacters += 1032;
        } else if (part.has("fileData")) {
            ask.media.add("url " + part.path("fileData").path("fileUri").asText());
            ask.promptCharacters += 1032;
        } else if (part.has("functionCall")) {
            JsonNode call = part.path("functionCall");
            check(call.path("name").isTextual(), at + "function_call.name: Name cannot be empty.");
            check(!call.has("args") || call.path("args").isObject(), "Invalid value at '" + at + "function_call.args'");
            ask.promptCharacters += call.toString().length();
        } else if (part.has("functionResponse")) {
            JsonNode response = part.path("functionResponse");
            check(!model, "Please ensure that function response turn has the role user.");
            check(response.path("name").isTextual(), at + "function_response.name: Name cannot be empty.");
            check(response.path("response").isObject(), "Invalid value at '" + at + "function_response.response'");
            ask.toolResults.add(result(response.path("response")));
            ask.promptCharacters += response.toString().length();
        } else {
            check(
                    part.has("executableCode") || part.has("codeExecutionResult"),
                    at + "data: required oneof field 'data' must have one initialized field");
        }
    }

    private static String result(JsonNode response) {
        for (String usual : new String[] {"result", "output"}) {
            if (response.size() == 1 && response.path(usual).isTextual()) {
                return response.path(usual).asText();
            }
        }
        return Json.text(response);
    }
}
