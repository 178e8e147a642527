package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes a call as Ollama's own `/api/chat` takes it.
///
/// The texts of a message are joined; a failed tool's result begins with `Error: `; with tool choice `none` no tools
/// are sent. Not expressible: a forced tool, parallel calls switched off, strict tools, a thinking budget, redacted
/// thinking, documents, audio, images by address or detail, an end user's id.
///
/// Source: docs.ollama.com/api/chat. Not safe for concurrent use; one instance a call.
final class OllamaRequest {
    private static final Set<String> THINK_LEVELS = Set.of("low", "medium", "high");

    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final ObjectMapper mapper;
    private final ChatCall call;
    private final Map<String, String> toolOfCall = new HashMap<>();

    private OllamaRequest(ObjectMapper mapper, ChatCall call) {
        this.mapper = mapper;
        this.call = call;
    }

    /// @throws UnsupportedField if the call holds what Ollama cannot be told
    static ObjectNode of(ObjectMapper mapper, ChatCall call, boolean stream) {
        return new OllamaRequest(mapper, call).write(stream);
    }

    private ObjectNode write(boolean stream) {
        ObjectNode body = json.objectNode().put("model", call.model()).put("stream", stream);
        ArrayNode messages = body.putArray("messages");
        for (int i = 0; i < call.messages().size(); i++) {
            messages.add(message(call.messages().get(i), "messages[" + i + "]"));
        }
        addTools(body);
        switch (call.outputFormat()) {
            case OutputFormat.Text text -> {}
            case OutputFormat.Json anyJson -> body.put("format", "json");
            case OutputFormat.JsonSchema schema -> body.set("format", JsonTrees.node(schema.schema()));
        }
        addThinking(body);
        ObjectNode options = options();
        if (!options.isEmpty()) {
            body.set("options", options);
        }
        if (call.endUser() != null) {
            throw new UnsupportedField("user", "Ollama takes no id of an end user");
        }
        return body;
    }

    private ObjectNode message(Message message, String field) {
        ObjectNode node = json.objectNode();
        switch (message) {
            case Message.SystemPrompt(List<Part.Text> parts) -> addParts(node.put("role", "system"), parts, field);
            case Message.User(List<Part> parts) -> addParts(node.put("role", "user"), parts, field);
            case Message.Assistant(List<Output> parts) -> addOutputs(node.put("role", "assistant"), parts, field);
            case Message.ToolResult(String callId, List<Part> parts, boolean error) -> {
                String tool = toolOfCall.get(callId);
                if (tool == null) {
                    throw new UnsupportedField(field + ".tool_call_id", "answers no tool call that stands before it");
                }
                addParts(node.put("role", "tool").put("tool_name", tool), parts, field);
                if (error) {
                    node.put("content", "Error: " + node.path("content").asText());
                }
            }
        }
        return node;
    }

    private void addParts(ObjectNode node, List<? extends Part> parts, String field) {
        var text = new StringBuilder();
        ArrayNode images = json.arrayNode();
        for (int i = 0; i < parts.size(); i++) {
            String at = field + ".content[" + i + "]";
            switch (parts.get(i)) {
                case Part.Text piece -> text.append(piece.text());
                case Part.Image(Media.Inline(String mediaType, String base64), String detail, boolean cacheable) -> {
                    if (detail != null && !detail.equals("auto")) {
                        throw new UnsupportedField(at + ".image_url.detail", "Ollama has no levels of detail");
                    }
                    images.add(base64);
                }
                case Part.Image byAddress ->
                    throw new UnsupportedField(at, "Ollama takes images inline only (as a data: URL)");
                case Part.Document document -> throw new UnsupportedField(at, "Ollama takes no documents");
                case Part.Audio audio -> throw new UnsupportedField(at, "Ollama takes no audio");
            }
        }
        node.put("content", text.toString());
        if (!images.isEmpty()) {
            node.set("images", images);
        }
    }

    private void addOutputs(ObjectNode node, List<Output> outputs, String field) {
        var text = new StringBuilder();
        var thinking = new StringBuilder();
        ArrayNode toolCalls = json.arrayNode();
        for (Output output : outputs) {
            switch (output) {
                case Output.Text(String piece) -> text.append(piece);
                case Output.Refusal(String piece) -> text.append(piece);
                case Output.Thinking thought -> thinking.append(thought.text());
                case Output.RedactedThinking redacted ->
                    throw new UnsupportedField(field + ".content", "Ollama takes no redacted thinking");
                case Output.ToolCall(String id, String name, String arguments, String signature) -> {
                    toolOfCall.put(id, name);
                    toolCalls
                            .addObject()
                            .putObject("function")
                            .put("name", name)
                            .set("arguments", object(arguments, field + ".tool_calls"));
                }
            }
        }
        node.put("content", text.toString());
        if (!thinking.isEmpty()) {
            node.put("thinking", thinking.toString());
        }
        if (!toolCalls.isEmpty()) {
            node.set("tool_calls", toolCalls);
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

    private void addTools(ObjectNode body) {
        switch (call.toolChoice()) {
            case ToolChoice.None none -> {
                return;
            }
            case ToolChoice.Required required ->
                throw new UnsupportedField("tool_choice", "Ollama cannot be made to call a tool");
            case ToolChoice.Named named ->
                throw new UnsupportedField("tool_choice", "Ollama cannot be made to call a tool");
            case ToolChoice.Auto auto -> {}
            case null -> {}
        }
        if (Boolean.FALSE.equals(call.parallelToolCalls())) {
            throw new UnsupportedField("parallel_tool_calls", "Ollama cannot be told to make one tool call at a time");
        }
        for (int i = 0; i < call.tools().size(); i++) {
            Tool tool = call.tools().get(i);
            if (Boolean.TRUE.equals(tool.strict())) {
                throw new UnsupportedField("tools[" + i + "].function.strict", "Ollama has no strict tools");
            }
            ObjectNode function = body.withArray("tools")
                    .addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", tool.name());
            if (tool.description() != null) {
                function.put("description", tool.description());
            }
            function.set("parameters", JsonTrees.node(tool.parameters()));
        }
    }

    private void addThinking(ObjectNode body) {
        switch (call.thinking()) {
            case null -> {}
            case Thinking.Off off -> body.put("think", false);
            case Thinking.Adaptive adaptive -> body.put("think", true);
            case Thinking.Budget budget ->
                throw new UnsupportedField("thinking.budget_tokens", "Ollama has no thinking budget");
            case Thinking.Effort(String level) -> {
                if (!THINK_LEVELS.contains(level)) {
                    throw new UnsupportedField("reasoning_effort", "must be low, medium or high for Ollama");
                }
                body.put("think", level);
            }
        }
    }

    private ObjectNode options() {
        ObjectNode options = json.objectNode();
        Sampling sampling = call.sampling();
        put(options, "temperature", sampling.temperature());
        put(options, "top_p", sampling.topP());
        put(options, "top_k", sampling.topK());
        put(options, "frequency_penalty", sampling.frequencyPenalty());
        put(options, "presence_penalty", sampling.presencePenalty());
        put(options, "seed", sampling.seed());
        put(options, "num_predict", call.maxOutputTokens());
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = options.putArray("stop");
            sampling.stop().forEach(stop::add);
        }
        return options;
    }

    private void put(ObjectNode node, String name, @Nullable Number value) {
        if (value != null) {
            node.set(name, mapper.valueToTree(value));
        }
    }
}
