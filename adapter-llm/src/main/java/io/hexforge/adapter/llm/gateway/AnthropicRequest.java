package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.OutputFormat;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Sampling;
import io.hexforge.domain.gateway.ChatCall.Thinking;
import io.hexforge.domain.gateway.ChatCall.Tool;
import io.hexforge.domain.gateway.ChatCall.ToolChoice;
import io.hexforge.domain.gateway.UnsupportedField;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Writes a call as Anthropic's Messages API takes it (version 2023-06-01).
///
/// System messages are gathered into `system`, wherever they stand. `max_tokens`, which Anthropic wants, is the most
/// that every model of the family can produce, unless the call says it. A JSON schema goes to `output_config.format`.
///
/// Effort becomes `output_config.effort` with adaptive thinking (`minimal` as `low`). Models up to Claude 4.5 but Opus
/// 4.5 know budgets only: `minimal` 1024, `low` 2048, `medium` 8192, `high` 16384, beyond 24576 tokens, less if
/// `max_tokens` leaves no room for it.
///
/// Not expressible: any JSON without a schema, penalties, a seed, temperatures above 1, audio, an image's detail,
/// thinking without a signature.
///
/// Source: platform.claude.com/docs/en/api/messages. Not safe for concurrent use; one instance a call.
final class AnthropicRequest {
    private static final Pattern BUDGETS_ONLY =
            Pattern.compile("claude-(3-7|(opus|sonnet)-4(-[01]|-2025)|(sonnet|haiku)-4-5|(opus|sonnet)-4$).*");
    private static final Map<String, Long> BUDGET_OF_EFFORT =
            Map.of("minimal", 1024L, "low", 2048L, "medium", 8192L, "high", 16_384L, "xhigh", 24_576L, "max", 24_576L);
    private static final long LEAST_BUDGET = 1024;

    private final ChatCall call;

    private AnthropicRequest(ChatCall call) {
        this.call = call;
    }

    /// @throws UnsupportedField if the call holds what Anthropic cannot be told
    static ObjectNode of(ChatCall call, boolean stream) {
        ObjectNode body = new AnthropicRequest(call).write();
        return stream ? body.put("stream", true) : body;
    }

    /// {@return the body that asks how many tokens the prompt has}
    static ObjectNode forCount(ChatCall call) {
        ObjectNode body = new AnthropicRequest(call).write();
        body.retain(
                "model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control");
        return body;
    }

    private ObjectNode write() {
        ObjectNode body = Json.object().put("model", call.model());
        ArrayNode system = Json.array();
        var turns = new AnthropicTurns();
        for (int i = 0; i < call.messages().size(); i++) {
            Message message = call.messages().get(i);
            if (message instanceof Message.SystemPrompt(List<Part.Text> parts)) {
                parts.forEach(part -> turns.addText(system, part.text(), part.cacheable()));
            } else {
                turns.add(message, "messages[" + i + "]");
            }
        }
        if (!system.isEmpty()) {
            body.set("system", system);
        }
        body.set("messages", turns.messages());
        tools(body);
        sampling(body);
        output(body);
        long most = call.maxOutputTokens() == null ? usualLimit() : call.maxOutputTokens();
        body.put("max_tokens", most);
        if (call.thinking() != null) {
            thinking(body, call.thinking(), most);
        }
        if (call.endUser() != null) {
            body.putObject("metadata").put("user_id", call.endUser());
        }
        return body;
    }

    /// Budgets count towards the limit, so that one that the caller gave must fit below it.
    private long usualLimit() {
        String model = call.model();
        long usual = model.matches("claude-3-(haiku|opus|sonnet).*")
                ? 4_096
                : model.startsWith("claude-3-5") ? 8_192 : 32_000;
        return call.thinking() instanceof Thinking.Budget(long tokens) ? Math.max(usual, tokens + 4_096) : usual;
    }

    private void tools(ObjectNode body) {
        if (call.tools().isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        call.tools().forEach(tool -> tools.add(tool(tool)));
        boolean serial = Boolean.FALSE.equals(call.parallelToolCalls());
        ToolChoice choice = call.toolChoice() == null && serial ? new ToolChoice.Auto() : call.toolChoice();
        if (choice == null) {
            return;
        }
        ObjectNode node = body.putObject("tool_choice");
        switch (choice) {
            case ToolChoice.Auto _ -> node.put("type", "auto");
            case ToolChoice.None _ -> node.put("type", "none");
            case ToolChoice.Required _ -> node.put("type", "any");
            case ToolChoice.Named(String tool) -> node.put("type", "tool").put("name", tool);
        }
        if (serial && !(choice instanceof ToolChoice.None)) {
            node.put("disable_parallel_tool_use", true);
        }
    }

    private static ObjectNode tool(Tool tool) {
        ObjectNode node = Json.object().put("name", tool.name());
        if (tool.description() != null) {
            node.put("description", tool.description());
        }
        JsonObject parameters = tool.parameters();
        ObjectNode schema = (ObjectNode) JsonTrees.node(parameters);
        if (!schema.has("type")) {
            schema.put("type", "object");
        }
        node.set("input_schema", schema);
        if (tool.strict() != null) {
            node.put("strict", tool.strict());
        }
        if (tool.cacheable()) {
            AnthropicTurns.mark(node);
        }
        return node;
    }

    private void sampling(ObjectNode body) {
        Sampling sampling = call.sampling();
        if (sampling.temperature() != null) {
            if (sampling.temperature() > 1) {
                throw new UnsupportedField("temperature", "must be at most 1 for Anthropic");
            }
            body.put("temperature", sampling.temperature());
        }
        if (sampling.topP() != null) {
            body.put("top_p", sampling.topP());
        }
        if (sampling.topK() != null) {
            body.put("top_k", sampling.topK());
        }
        refusePenalty("frequency_penalty", sampling.frequencyPenalty());
        refusePenalty("presence_penalty", sampling.presencePenalty());
        if (sampling.seed() != null) {
            throw new UnsupportedField("seed", "Anthropic takes no seed");
        }
        if (!sampling.stop().isEmpty()) {
            ArrayNode stop = body.putArray("stop_sequences");
            sampling.stop().forEach(stop::add);
        }
    }

    private static void refusePenalty(String field, @Nullable Double penalty) {
        if (penalty != null && penalty != 0) {
            throw new UnsupportedField(field, "Anthropic has no penalties for repetition");
        }
    }

    private void output(ObjectNode body) {
        switch (call.outputFormat()) {
            case OutputFormat.Text _ -> {}
            case OutputFormat.Json _ ->
                throw new UnsupportedField(
                        "response_format", "Anthropic writes JSON by a schema only: use json_schema");
            case OutputFormat.JsonSchema format -> {
                var schema = JsonTrees.node(format.schema());
                if (format.description() != null && schema instanceof ObjectNode object && !object.has("description")) {
                    object.put("description", format.description());
                }
                body.withObject("/output_config")
                        .putObject("format")
                        .put("type", "json_schema")
                        .set("schema", schema);
            }
        }
    }

    private void thinking(ObjectNode body, Thinking thinking, long most) {
        switch (thinking) {
            case Thinking.Off _ -> body.putObject("thinking").put("type", "disabled");
            case Thinking.Adaptive _ -> body.putObject("thinking").put("type", "adaptive");
            case Thinking.Budget(long tokens) -> putBudget(body, tokens);
            case Thinking.Effort(String level) -> {
                Long budget = BUDGET_OF_EFFORT.get(level);
                if (budget == null) {
                    throw new UnsupportedField(
                            "reasoning_effort", "must be one of minimal, low, medium, high, xhigh, max");
                }
                if (!BUDGETS_ONLY.matcher(call.model()).matches()) {
                    body.putObject("thinking").put("type", "adaptive");
                    body.withObject("/output_config").put("effort", level.equals("minimal") ? "low" : level);
                } else if (most <= LEAST_BUDGET) {
                    throw new UnsupportedField("max_tokens", "must be above 1024 for this model to reason");
                } else {
                    putBudget(body, Math.min(budget, most - 1));
                }
            }
        }
    }

    private static void putBudget(ObjectNode body, long tokens) {
        body.putObject("thinking").put("type", "enabled").put("budget_tokens", tokens);
    }
}
