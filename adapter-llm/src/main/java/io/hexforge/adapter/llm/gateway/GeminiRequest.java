package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Media;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.OutputFormat;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Sampling;
import io.hexforge.domain.gateway.ChatCall.Thinking;
import io.hexforge.domain.gateway.ChatCall.Tool;
import io.hexforge.domain.gateway.ChatCall.ToolChoice;
import io.hexforge.domain.gateway.UnsupportedField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a call as Google's `generateContent` takes it (v1beta).
///
/// System messages are gathered into `systemInstruction`, wherever they stand; turns of one role that follow each
/// other are joined, as the results of parallel calls must be. A document's name goes before it as a line of text.
/// `thinkingLevel` is for models from Gemini 3 on; Gemini 2 gets budgets (`minimal` 512, `low` 1024, `medium` 8192,
/// `high` 24576 tokens). Not expressible: parallel tool calls switched off, redacted thinking, an end user's id,
/// images by an address other than Google's own, images within tool results.
///
/// Source: ai.google.dev/api/generate-content. Not safe for concurrent use; one instance a call.
final class GeminiRequest {
    private static final Map<String, Integer> BUDGET_OF_EFFORT =
            Map.of("minimal", 512, "low", 1024, "medium", 8192, "high", 24576);
    private static final int MAX_STOP_SEQUENCES = 5;

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final ObjectMapper mapper;
    private final ChatCall call;
    private final Map<String, String> toolOfCall = new HashMap<>();
    private @Nullable String imageDetail;

    private GeminiRequest(ObjectMapper mapper, ChatCall call) {
        this.mapper = mapper;
        this.call = call;
    }

    /// @throws UnsupportedField if the call holds what Gemini cannot be told
    static ObjectNode of(ObjectMapper mapper, ChatCall call) {
        return new GeminiRequest(mapper, call).write();
    }

    private ObjectNode write() {
        refuseWhatCannotBeSaid();
        ObjectNode body = json.objectNode();
        ArrayNode system = json.arrayNode();
        ArrayNode contents = json.arrayNode();
        for (int i = 0; i < call.messages().size(); i++) {
            addMessage(call.messages().get(i), "messages[" + i + "]", system, contents);
        }
        if (!system.isEmpty()) {
            body.putObject("systemInstruction").set("parts", system);
        }
        body.set("contents", contents);
        if (!call.tools().isEmpty()) {
            ArrayNode declarations = body.putArray("tools").addObject().putArray("functionDeclarations");
            call.tools().forEach(tool -> declarations.add(declaration(tool)));
            toolConfig(body);
        }
        ObjectNode config = generationConfig();
        if (!config.isEmpty()) {
            body.set("generationConfig", config);
        }
        return body;
    }

    private void refuseWhatCannotBeSaid() {
        if (Boolean.FALSE.equals(call.parallelToolCalls())) {
            throw new UnsupportedField("parallel_tool_calls", "Gemini cannot be told to make one tool call at a time");
        }
        if (call.endUser() != null) {
            throw new UnsupportedField("user", "Gemini takes no id of an end user");
        }
    }

    private void addMessage(Message message, String field, ArrayNode system, ArrayNode contents) {
        switch (message) {
            case Message.SystemPrompt(List<Part.Text> parts) ->
                parts.forEach(part -> system.addObject().put("text", part.text()));
            case Message.User(List<Part> parts) -> {
                ArrayNode target = turn(contents, "user");
                for (int i = 0; i < parts.size(); i++) {
                    addPart(parts.get(i), field + ".content[" + i + "]", target);
                }
            }
            case Message.Assistant(List<Output> parts) -> {
                ArrayNode target = turn(contents, "model");
                parts.forEach(part -> addOutput(part, field, target));
            }
            case Message.ToolResult result -> turn(contents, "user").add(functionResponse(result, field));
        }
    }

    /// {@return the parts of the last turn if it is of `role`, else of a new one}
    private ArrayNode turn(ArrayNode contents, String role) {
        JsonNode last = contents.isEmpty() ? null : contents.get(contents.size() - 1);
        if (last != null && last.path("role").asText().equals(role)) {
            return (ArrayNode) last.get("parts");
        }
        return contents.addObject().put("role", role).putArray("parts");
    }

    private void addPart(Part part, String field, ArrayNode target) {
        switch (part) {
            case Part.Text text -> target.addObject().put("text", text.text());
            case Part.Image(Media media, String detail, boolean cacheable) -> {
                noteDetail(detail, field);
                target.add(media(media, field));
            }
            case Part.Document(Media media, String name, boolean cacheable) -> {
                if (name != null) {
                    target.addObject().put("text", "File: " + name);
                }
                target.add(media(media, field));
            }
            case Part.Audio(Media media) -> target.add(media(media, field));
        }
    }

    private void noteDetail(@Nullable String detail, String field) {
        String wanted = detail == null || detail.equals("auto") ? null : detail;
        if (wanted != null && imageDetail != null && !imageDetail.equals(wanted)) {
            throw new UnsupportedField(field + ".image_url.detail", "Gemini has one level of detail for all images");
        }
        imageDetail = wanted == null ? imageDetail : wanted;
    }

    private ObjectNode media(Media media, String field) {
        ObjectNode part = json.objectNode();
        switch (media) {
            case Media.Inline(String mediaType, String base64) ->
                part.putObject("inlineData").put("mimeType", mediaType).put("data", base64);
            case Media.Remote(String url) -> {
                if (!url.startsWith("https://generativelanguage.googleapis.com/") && !url.startsWith("gs://")) {
                    throw new UnsupportedField(
                            field, "Gemini takes media inline (as a data: URL) or by an address of its Files API");
                }
                part.putObject("fileData").put("fileUri", url);
            }
        }
        return part;
    }

    private void addOutput(Output output, String field, ArrayNode target) {
        switch (output) {
            case Output.Text(String text) -> target.addObject().put("text", text);
            case Output.Refusal(String text) -> target.addObject().put("text", text);
            case Output.Thinking(String text, String signature) -> {
                ObjectNode part = target.addObject().put("text", text).put("thought", true);
                if (signature != null) {
                    part.put("thoughtSignature", signature);
                }
            }
            case Output.RedactedThinking redacted ->
                throw new UnsupportedField(field + ".content", "Gemini takes no redacted thinking");
            case Output.ToolCall(String id, String name, String arguments, String signature) -> {
                toolOfCall.put(id, name);
                ObjectNode part = target.addObject();
                part.putObject("functionCall")
                        .put("id", id)
                        .put("name", name)
                        .set("args", object(arguments, field + ".tool_calls"));
                if (signature != null) {
                    part.put("thoughtSignature", signature);
                }
            }
        }
    }

    private ObjectNode object(String text, String field) {
        try {
            if (text.isBlank()) {
                return json.objectNode();
            }
            if (mapper.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            // Told below.
        }
        throw new UnsupportedField(field, "the arguments of a tool call must be a JSON object");
    }

    private ObjectNode functionResponse(Message.ToolResult result, String field) {
        String name = toolOfCall.get(result.callId());
        if (name == null) {
            throw new UnsupportedField(field + ".tool_call_id", "answers no tool call that stands before it");
        }
        var text = new StringBuilder();
        for (Part part : result.parts()) {
            if (!(part instanceof Part.Text piece)) {
                throw new UnsupportedField(field + ".content", "Gemini takes text only as the result of a tool");
            }
            text.append(piece.text());
        }
        ObjectNode part = json.objectNode();
        part.putObject("functionResponse")
                .put("id", result.callId())
                .put("name", name)
                .set("response", response(text.toString(), result.error()));
        return part;
    }

    /// Gemini wants an object: the result itself if it is one, else wrapped.
    private ObjectNode response(String text, boolean error) {
        try {
            if (!error && mapper.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException plainText) {
            // Wrapped below.
        }
        return json.objectNode().put(error ? "error" : "result", text);
    }

    private ObjectNode declaration(Tool tool) {
        ObjectNode declaration = json.objectNode().put("name", tool.name());
        if (tool.description() != null) {
            declaration.put("description", tool.description());
        }
        declaration.set("parametersJsonSchema", JsonTrees.node(tool.parameters()));
        return declaration;
    }

    private void toolConfig(ObjectNode body) {
        ToolChoice choice = call.toolChoice() == null ? new ToolChoice.Auto() : call.toolChoice();
        boolean strict = call.tools().stream().anyMatch(tool -> Boolean.TRUE.equals(tool.strict()));
        if (call.toolChoice() == null && !strict) {
            return;
        }
        ObjectNode calling = body.putObject("toolConfig").putObject("functionCallingConfig");
        switch (choice) {
            case ToolChoice.Auto auto -> calling.put("mode", strict ? "VALIDATED" : "AUTO");
            case ToolChoice.None none -> calling.put("mode", "NONE");
            case ToolChoice.Required required -> calling.put("mode", "ANY");
            case ToolChoice.Named(String tool) ->
                calling.put("mode", "ANY").putArray("allowedFunctionNames").add(tool);
        }
    }

    private ObjectNode generationConfig() {
        ObjectNode config = json.objectNode();
        Sampling sampling = call.sampling();
        put(config, "temperature", sampling.temperature());
        put(config, "topP", sampling.topP());
        put(config, "frequencyPenalty", sampling.frequencyPenalty());
        put(config, "presencePenalty", sampling.presencePenalty());
        put(config, "topK", sampling.topK());
        if (sampling.seed() != null) {
            if (sampling.seed() != sampling.seed().intValue()) {
                throw new UnsupportedField("seed", "must fit 32 bits for Gemini");
            }
            config.put("seed", sampling.seed().intValue());
        }
        if (!sampling.stop().isEmpty()) {
            if (sampling.stop().size() > MAX_STOP_SEQUENCES) {
                throw new UnsupportedField("stop", "Gemini takes at most 5 stop sequences");
            }
            ArrayNode stop = config.putArray("stopSequences");
            sampling.stop().forEach(stop::add);
        }
        put(config, "maxOutputTokens", call.maxOutputTokens());
        switch (call.outputFormat()) {
            case OutputFormat.Text text -> {}
            case OutputFormat.Json anyJson -> config.put("responseMimeType", "application/json");
            case OutputFormat.JsonSchema schema ->
                config.put("responseMimeType", "application/json")
                        .set("responseJsonSchema", JsonTrees.node(schema.schema()));
        }
        if (call.thinking() != null) {
            config.set("thinkingConfig", thinking(call.thinking()));
        }
        if (imageDetail != null) {
            config.put("mediaResolution", imageDetail.equals("low") ? "MEDIA_RESOLUTION_LOW" : "MEDIA_RESOLUTION_HIGH");
        }
        return config;
    }

    private ObjectNode thinking(Thinking thinking) {
        ObjectNode config = json.objectNode();
        switch (thinking) {
            case Thinking.Off off -> config.put("thinkingBudget", 0);
            case Thinking.Adaptive adaptive -> config.put("thinkingBudget", -1).put("includeThoughts", true);
            case Thinking.Budget(long tokens) ->
                config.put("thinkingBudget", tokens).put("includeThoughts", true);
            case Thinking.Effort(String level) -> {
                if (call.model().startsWith("gemini-2")) {
                    config.put("thinkingBudget", budget(level));
                } else {
                    config.put("thinkingLevel", level);
                }
                config.put("includeThoughts", true);
            }
        }
        return config;
    }

    private static int budget(String level) {
        Integer budget = BUDGET_OF_EFFORT.get(level);
        if (budget == null) {
            throw new UnsupportedField("reasoning_effort", "must be minimal, low, medium or high for Gemini");
        }
        return budget;
    }

    private void put(ObjectNode node, String name, @Nullable Number value) {
        if (value != null) {
            node.set(name, mapper.valueToTree(value));
        }
    }
}
