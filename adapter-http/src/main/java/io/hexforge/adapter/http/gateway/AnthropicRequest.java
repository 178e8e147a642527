package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.OutputFormat;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Sampling;
import io.hexforge.domain.gateway.ChatCall.Thinking;
import io.hexforge.domain.gateway.ChatCall.Tool;
import io.hexforge.domain.gateway.ChatCall.ToolChoice;
import io.hexforge.domain.gateway.UnsupportedField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request in Anthropic's Messages format, brought into the canonical form for a provider that speaks another one.
/// (For a provider that speaks this one the bytes are relayed and nothing here applies.)
///
/// Every field is mapped, or refused with [UnsupportedField]; fields that say what happens anyway are taken. Cache
/// marks are kept where the canonical form has a place for them and otherwise ignored: they change no answer, and
/// providers other than Anthropic cache by themselves.
final class AnthropicRequest {
    private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");
    private static final String ONLY_ANTHROPIC = "is not supported by the provider of this model";

    private AnthropicRequest() {}

    /// Reads the body of a request for a message, or to count the tokens of one, which sets no limit of output.
    static ChatCall parse(JsonValue body) {
        return Fields.read(body, "", AnthropicRequest::call);
    }

    private static ChatCall call(Fields fields) {
        var messages = new ArrayList<Message>();
        JsonValue system = fields.value("system");
        if (system != null) {
            messages.add(systemPrompt(system, fields.at("system")));
        }
        List<Message> turns = AnthropicMessages.read(fields.requiredValue("messages"), fields.at("messages"));
        messages.addAll(turns);
        var choice = fields.object("tool_choice", AnthropicRequest::choice);
        var thinking = fields.object("thinking", AnthropicRequest::thinking);
        var output = fields.object("output_config", AnthropicRequest::output);
        takeCacheMark(fields);
        fields.bool("stream");
        fields.value("hexforge");
        fields.only("service_tier", "auto", ONLY_ANTHROPIC);
        fields.only("speed", "standard", ONLY_ANTHROPIC);
        for (String name : List.of("container", "context_management", "diagnostics", "inference_geo", "mcp_servers")) {
            fields.refuse(name, ONLY_ANTHROPIC);
        }
        return new ChatCall(
                fields.requiredString("model"),
                messages,
                fields.items("tools", (tool, path) -> Fields.read(tool, path, AnthropicRequest::tool)),
                choice == null ? null : choice.choice(),
                choice == null ? null : choice.parallel(),
                output == null ? new OutputFormat.Text() : output.format(),
                sampling(fields),
                fields.whole("max_tokens", 1),
                depth(thinking, output),
                fields.object("metadata", metadata -> metadata.string("user_id")));
    }

    private static Message.SystemPrompt systemPrompt(JsonValue system, String path) {
        return new Message.SystemPrompt(
                system instanceof JsonString(String text)
                        ? List.of(new Part.Text(text))
                        : Fields.readItems(system, path, AnthropicMessages::textOnly));
    }

    private static Sampling sampling(Fields fields) {
        Long topK = fields.whole("top_k", 0);
        return new Sampling(
                fields.number("temperature"),
                fields.number("top_p"),
                topK == null ? null : topK.intValue(),
                null,
                null,
                null,
                fields.strings("stop_sequences"));
    }

    private static Tool tool(Fields fields) {
        fields.only("type", "custom", "names a tool that only Anthropic runs; only 'custom' tools are supported");
        takeCaller(fields);
        fields.onlyFalse("defer_loading", ONLY_ANTHROPIC);
        // Arguments are always passed on as they come, which is what this asks for.
        fields.bool("eager_input_streaming");
        fields.onlyEmpty("input_examples", ONLY_ANTHROPIC);
        return new Tool(
                fields.requiredString("name"),
                fields.string("description"),
                fields.requiredObject("input_schema"),
                fields.bool("strict"),
                takeCacheMark(fields));
    }

    private static void takeCaller(Fields fields) {
        for (String caller : fields.strings("allowed_callers")) {
            if (!caller.equals("direct")) {
                throw fields.refusal("allowed_callers", ONLY_ANTHROPIC + ", unless it is 'direct'");
            }
        }
    }

    private record Choice(ToolChoice choice, @Nullable Boolean parallel) {}

    private static Choice choice(Fields fields) {
        String type = fields.requiredString("type");
        ToolChoice choice = switch (type) {
            case "auto" -> new ToolChoice.Auto();
            case "any" -> new ToolChoice.Required();
            case "none" -> new ToolChoice.None();
            case "tool" -> new ToolChoice.Named(fields.requiredString("name"));
            default -> throw fields.refusal("type", "must be auto, any, tool or none, but is '" + type + "'");
        };
        Boolean serial = fields.bool("disable_parallel_tool_use");
        return new Choice(choice, serial == null ? null : Boolean.valueOf(!serial));
    }

    private static Thinking thinking(Fields fields) {
        String type = fields.requiredString("type");
        Thinking thinking = switch (type) {
            case "enabled" -> {
                Long budget = fields.whole("budget_tokens", 1);
                if (budget == null) {
                    throw fields.refusal("budget_tokens", "is missing");
                }
                yield new Thinking.Budget(budget);
            }
            case "disabled" -> new Thinking.Off();
            case "adaptive" -> new Thinking.Adaptive();
            default -> throw fields.refusal("type", "must be enabled, disabled or adaptive, but is '" + type + "'");
        };
        // Heeded where the answer is written.
        fields.oneOf("display", List.of("summarized", "omitted"));
        return thinking;
    }

    private record Output(@Nullable String effort, OutputFormat format, String effortPath) {}

    private static Output output(Fields fields) {
        OutputFormat format = fields.object("format", AnthropicRequest::format);
        return new Output(
                fields.oneOf("effort", EFFORTS),
                format == null ? new OutputFormat.Text() : format,
                fields.at("effort"));
    }

    private static OutputFormat format(Fields fields) {
        fields.only("type", "json_schema", "must be json_schema");
        return new OutputFormat.JsonSchema("output", null, fields.requiredObject("schema"), true);
    }

    /// The canonical form has one measure of reasoning: a budget or none at all cannot be combined with an effort.
    private static @Nullable Thinking depth(@Nullable Thinking thinking, @Nullable Output output) {
        if (output == null || output.effort() == null) {
            return thinking;
        }
        if (thinking == null || thinking instanceof Thinking.Adaptive) {
            return new Thinking.Effort(output.effort());
        }
        throw new UnsupportedField(
                output.effortPath(),
                "cannot be combined with thinking that is disabled or has a budget, at the provider of this model");
    }

    /// Takes a mark that ends a prefix worth caching.
    ///
    /// @return whether there was one
    static boolean takeCacheMark(Fields fields) {
        Boolean marked = fields.object("cache_control", mark -> {
            mark.only("type", "ephemeral", "must be ephemeral");
            mark.oneOf("ttl", List.of("5m", "1h"));
            return true;
        });
        return marked != null;
    }
}
