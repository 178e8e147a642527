package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.OutputFormat;
import io.hexforge.domain.gateway.ChatCall.Sampling;
import io.hexforge.domain.gateway.ChatCall.Thinking;
import io.hexforge.domain.gateway.ChatCall.Tool;
import io.hexforge.domain.gateway.ChatCall.ToolChoice;
import io.hexforge.domain.gateway.UnsupportedField;
import org.jspecify.annotations.Nullable;

/// Writes a call as OpenAI's Chat Completions API takes it, and as its copies do.
///
/// A thinking budget becomes an effort: up to 2048 tokens `low`, up to 8192 `medium`, above `high` (OpenRouter takes
/// the budget itself). Adaptive thinking is what these providers do anyway. What a provider refuses by itself is sent,
/// so that the refusal is its own; what it would ignore is refused here: `top_k` and earlier reasoning where they are
/// unknown (see [OpenAiQuirks]).
///
/// Source: platform.openai.com/docs/api-reference/chat. Not safe for concurrent use; one instance a call.
final class OpenAiRequest {
    private static final int MAX_STOP_SEQUENCES = 4;

    private final OpenAiQuirks quirks;
    private final ChatCall call;

    private OpenAiRequest(OpenAiQuirks quirks, ChatCall call) {
        this.quirks = quirks;
        this.call = call;
    }

    /// @throws UnsupportedField if the call holds what the provider cannot be told
    static ObjectNode of(String provider, ChatCall call, boolean stream) {
        return new OpenAiRequest(new OpenAiQuirks(provider), call).write(stream);
    }

    private ObjectNode write(boolean stream) {
        ObjectNode body = Json.object().put("model", call.model());
        body.set("messages", new OpenAiTurns(quirks).of(call.messages()));
        tools(body);
        sampling(body);
        outputFormat(body);
        if (call.maxOutputTokens() != null) {
            body.put(quirks.limit(), call.maxOutputTokens());
        }
        thinking(body, call.thinking());
        if (call.endUser() != null) {
            body.put("user", call.endUser());
        }
        if (stream) {
            body.put("stream", true);
            if (quirks.takesStreamOptions()) {
                body.putObject("stream_options").put("include_usage", true);
            }
        }
        return body;
    }

    private void tools(ObjectNode body) {
        if (call.tools().isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        call.tools().forEach(tool -> tools.add(tool(tool)));
        switch (call.toolChoice()) {
            case null -> {}
            case ToolChoice.Auto _ -> body.put("tool_choice", "auto");
            case ToolChoice.None _ -> body.put("tool_choice", "none");
            case ToolChoice.Required _ -> body.put("tool_choice", "required");
            case ToolChoice.Named(String tool) ->
                body.putObject("tool_choice")
                        .put("type", "function")
                        .putObject("function")
                        .put("name", tool);
        }
        if (call.parallelToolCalls() != null) {
            body.put("parallel_tool_calls", call.parallelToolCalls());
        }
    }

    private ObjectNode tool(Tool tool) {
        ObjectNode node = Json.object().put("type", "function");
        ObjectNode function = node.putObject("function").put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        function.set("parameters", JsonTrees.node(tool.parameters()));
        if (tool.strict() != null) {
            function.put("strict", tool.strict());
        }
        quirks.markIf(tool.cacheable(), node);
        return node;
    }

    private void sampling(ObjectNode body) {
        Sampling sampling = call.sampling();
        put(body, "temperature", sampling.temperature());
        put(body, "top_p", sampling.topP());
        put(body, "frequency_penalty", sampling.frequencyPenalty());
        put(body, "presence_penalty", sampling.presencePenalty());
        if (sampling.seed() != null) {
            body.put(quirks.seed(), sampling.seed());
        }
        if (sampling.topK() != null) {
            if (!quirks.takesTopK()) {
                throw new UnsupportedField("top_k", "this provider has no top_k");
            }
            body.put("top_k", sampling.topK());
        }
        if (!sampling.stop().isEmpty()) {
            if (sampling.stop().size() > MAX_STOP_SEQUENCES) {
                throw new UnsupportedField("stop", "this provider takes at most 4 stop sequences");
            }
            ArrayNode stop = body.putArray("stop");
            sampling.stop().forEach(stop::add);
        }
    }

    private static void put(ObjectNode body, String name, @Nullable Double value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private void outputFormat(ObjectNode body) {
        switch (call.outputFormat()) {
            case OutputFormat.Text _ -> {}
            case OutputFormat.Json _ -> body.putObject("response_format").put("type", "json_object");
            case OutputFormat.JsonSchema format -> {
                ObjectNode schema = body.putObject("response_format")
                        .put("type", "json_schema")
                        .putObject("json_schema")
                        .put("name", format.name());
                if (format.description() != null) {
                    schema.put("description", format.description());
                }
                schema.set("schema", JsonTrees.node(format.schema()));
                if (format.strict() != null) {
                    schema.put("strict", format.strict());
                }
            }
        }
    }

    private void thinking(ObjectNode body, @Nullable Thinking thinking) {
        switch (thinking) {
            case null -> {}
            case Thinking.Adaptive _ -> {}
            case Thinking.Off _ -> effort(body, "none");
            case Thinking.Effort(String level) -> effort(body, level.equals("max") ? "xhigh" : level);
            case Thinking.Budget(long tokens) -> {
                if (quirks.takesReasoningObject()) {
                    body.putObject("reasoning").put("max_tokens", tokens);
                } else {
                    effort(body, tokens <= 2048 ? "low" : tokens <= 8192 ? "medium" : "high");
                }
            }
        }
    }

    private void effort(ObjectNode body, String level) {
        if (quirks.takesReasoningObject()) {
            body.putObject("reasoning").put("effort", level);
        } else {
            body.put("reasoning_effort", level);
        }
    }
}
