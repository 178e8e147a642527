package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads and validates a messages request as Anthropic does: unknown fields are refused.
final class AnthropicReader {
    private static final Set<String> FIELDS = Set.of(
            "model",
            "messages",
            "max_tokens",
            "system",
            "metadata",
            "stop_sequences",
            "stream",
            "temperature",
            "top_k",
            "top_p",
            "tools",
            "tool_choice",
            "thinking",
            "service_tier",
            "container",
            "context_management",
            "mcp_servers",
            "output_config",
            "cache_control",
            "inference_geo");
    private static final Set<String> COUNTED_FIELDS =
            Set.of("model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control");
    private static final Set<String> TOOL_FIELDS = Set.of(
            "name",
            "description",
            "input_schema",
            "type",
            "cache_control",
            "strict",
            "allowed_callers",
            "defer_loading",
            "eager_input_streaming",
            "input_examples");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");

    private final ObjectNode body;
    private final Ask ask = new Ask();

    private AnthropicReader(ObjectNode body) {
        this.body = body;
        ask.cachedUnmarked = false;
    }

    /// @param whole false for a request that only counts tokens
    /// @param strict whether the API's version 2026-10-21 applies
    static Ask read(ObjectNode body, boolean whole, boolean strict) throws Refusal {
        for (String removed : strict ? List.of("temperature", "top_p", "top_k") : List.<String>of()) {
            check(!body.has(removed), removed + ": Extra inputs are not permitted");
        }
        var reader = new AnthropicReader(body);
        onlyFields(body, "", whole ? FIELDS : COUNTED_FIELDS);
        reader.scalars(whole);
        reader.tools();
        reader.thinking(whole);
        reader.prompt(strict);
        return reader.ask;
    }

    static void onlyFields(JsonNode node, String at, Set<String> known) throws Refusal {
        for (var names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            Refusal.unless(known.contains(name), at + name + ": Extra inputs are not permitted", null);
        }
    }

    private void scalars(boolean whole) throws Refusal {
        required("model", body.path("model").isTextual(), "Input should be a valid string");
        ask.model = body.path("model").asText();
        required("messages", body.path("messages").isArray(), "Input should be a valid list");
        if (whole) {
            JsonNode most = body.path("max_tokens");
            required("max_tokens", most.isInt(), "Input should be a valid integer");
            check(most.asInt() >= 1, "max_tokens: must be greater than or equal to 1");
            check(most.asInt() <= 64_000, "max_tokens: " + most + " > 64000, which is the maximum allowed");
            ask.maxTokens = most.asInt();
        }
        optional("stream", body.path("stream").isBoolean(), "Input should be a valid boolean");
        optional("temperature", body.path("temperature").isNumber(), "Input should be a valid number");
        optional("top_p", body.path("top_p").isNumber(), "Input should be a valid number");
        optional("top_k", body.path("top_k").isInt(), "Input should be a valid integer");
        within("temperature");
        within("top_p");
        ask.stream = body.path("stream").asBoolean();
        if (body.hasNonNull("metadata")) {
            onlyFields(body.path("metadata"), "metadata.", Set.of("user_id"));
        }
        JsonNode stops = body.path("stop_sequences");
        optional("stop_sequences", stops.isArray(), "Input should be a valid list");
        for (JsonNode stop : stops) {
            check(!stop.asText().isBlank(), "stop_sequences: each stop sequence must contain non-whitespace");
            ask.stop.add(stop.asText());
        }
        JsonNode output = body.path("output_config");
        onlyFields(output, "output_config.", Set.of("effort", "format"));
        if (output.has("format")) {
            JsonNode format = output.path("format");
            onlyFields(format, "output_config.format.", Set.of("type", "schema"));
            check(
                    format.path("type").asText().equals("json_schema")
                            && format.path("schema").isObject(),
                    "output_config.format.schema: Field required");
            ask.schema = format.path("schema");
        }
    }

    private void within(String field) throws Refusal {
        double value = body.path(field).asDouble();
        check(value >= 0 && value <= 1, field + ": range: 0..1");
    }

    private void required(String field, boolean fits, String otherwise) throws Refusal {
        check(body.has(field), field + ": Field required");
        check(fits, field + ": " + otherwise);
    }

    private void optional(String field, boolean fits, String otherwise) throws Refusal {
        check(!body.has(field) || fits, field + ": " + otherwise);
    }

    private static void check(boolean fine, String message) throws Refusal {
        Refusal.unless(fine, message, null);
    }

    private void tools() throws Refusal {
        JsonNode tools = body.path("tools");
        optional("tools", tools.isArray(), "Input should be a valid list");
        for (int i = 0; i < tools.size(); i++) {
            JsonNode tool = tools.get(i);
            String at = "tools." + i + ".custom.";
            if (!tool.path("type").asText("custom").equals("custom")) {
                continue; // One that runs at Anthropic.
            }
            onlyFields(tool, at, TOOL_FIELDS);
            String name = tool.path("name").asText();
            check(NAME.matcher(name).matches(), at + "name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
            check(tool.path("input_schema").isObject(), at + "input_schema: Field required");
            check(
                    tool.path("input_schema").path("type").asText().equals("object"),
                    at + "input_schema.type: Input should be 'object'");
            check(
                    ask.tools.stream().noneMatch(other -> other.name().equals(name)),
                    "tools: Tool names must be unique.");
            ask.tools.add(new Ask.Tool(name, tool.path("input_schema")));
            count(tool, tool.toString().length());
        }
        choice();
    }

    private void choice() throws Refusal {
        JsonNode choice = body.path("tool_choice");
        if (choice.isMissingNode()) {
            return;
        }
        check(!ask.tools.isEmpty(), "tool_choice: may only be specified while providing tools");
        onlyFields(choice, "tool_choice.", Set.of("type", "name", "disable_parallel_tool_use"));
        ask.parallel = !choice.path("disable_parallel_tool_use").asBoolean();
        switch (choice.path("type").asText()) {
            case "auto" -> {}
            case "none" -> ask.toolsForbidden = true;
            case "any" -> ask.toolRequired = true;
            case "tool" -> {
                String name = choice.path("name").asText();
                check(
                        ask.tools.stream().anyMatch(tool -> tool.name().equals(name)),
                        "Tool '" + name + "' not found in provided tools");
                ask.toolRequired = true;
                ask.requiredTool = name;
            }
            default ->
                throw Refusal.invalid(
                        "tool_choice: Input tag found using 'type' does not match any of the expected tags:"
                                + " 'auto', 'any', 'tool', 'none'",
                        null);
        }
    }

    private void thinking(boolean whole) throws Refusal {
        JsonNode thinking = body.path("thinking");
        switch (thinking.path("type").asText("disabled")) {
            case "disabled" -> {
                return;
            }
            case "between_tools" -> onlyFields(thinking, "thinking.", Set.of("type"));
            case "adaptive" -> onlyFields(thinking, "thinking.", Set.of("type", "display"));
            case "enabled" -> {
                onlyFields(thinking, "thinking.", Set.of("type", "budget_tokens", "display"));
                int budget = thinking.path("budget_tokens").asInt();
                check(budget >= 1024, "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024");
                check(!whole || budget < ask.maxTokens, "`max_tokens` must be greater than `thinking.budget_tokens`.");
            }
            default -> throw Refusal.invalid("thinking: Input tag does not match any of the expected tags", null);
        }
        ask.thinking = true;
        check(
                body.path("temperature").asDouble(1) == 1,
                "`temperature` may only be set to 1 when thinking is enabled.");
        check(!ask.toolRequired, "Thinking may not be enabled when tool_choice forces tool use.");
    }

    private void prompt(boolean strict) throws Refusal {
        JsonNode system = body.path("system");
        check(
                system.isMissingNode() || system.isTextual() || system.isArray(),
                "system: Input should be a valid string or list");
        if (system.isTextual()) {
            ask.promptCharacters += system.asText().length();
        }
        for (int i = 0; i < system.size(); i++) {
            JsonNode block = system.get(i);
            String at = "system." + i;
            check(block.path("type").asText().equals("text"), at + ": Input should be a text block");
            onlyFields(block, at + ".", Set.of("type", "text", "cache_control", "citations"));
            check(!block.path("text").asText().isEmpty(), "system: text content blocks must be non-empty");
            count(block, block.path("text").asText().length());
        }
        new AnthropicTurns(body.path("messages"), ask, strict).read();
        check(
                ask.cacheReadCharacters + ask.cacheWriteCharacters <= ask.promptCharacters,
                "cache_control: counted more than there is");
    }

    /// Counts what stands before a cache mark as read from the cache; in the messages it is written to it.
    private void count(JsonNode block, long characters) throws Refusal {
        ask.promptCharacters += characters;
        if (marked(block)) {
            ask.cacheReadCharacters = ask.promptCharacters;
        }
    }

    static boolean marked(JsonNode block) throws Refusal {
        JsonNode mark = block.path("cache_control");
        if (!block.hasNonNull("cache_control")) {
            return false;
        }
        check(
                mark.path("type").asText().equals("ephemeral")
                        && Set.of("5m", "1h").contains(mark.path("ttl").asText("5m")),
                "cache_control: Input should be {type: 'ephemeral', ttl: '5m' | '1h'}");
        return true;
    }
}
