package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.OutputFormat;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Sampling;
import io.hexforge.domain.gateway.ChatCall.Thinking;
import io.hexforge.domain.gateway.ChatCall.Tool;
import io.hexforge.domain.gateway.ChatCall.ToolChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request in OpenAI's Responses format, brought into the canonical form. Nothing is stored here: whatever needs an
/// earlier response, a background or a tool that OpenAI runs is refused by name, as is every field that has no place
/// in the canonical form. Fields that say what happens anyway are taken.
final class ResponsesRequest {
    private static final JsonObject NO_PARAMETERS =
            new JsonObject(Map.of("type", new JsonString("object"), "properties", JsonObject.EMPTY));
    private static final List<String> EFFORTS = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");
    private static final List<String> SUMMARIES = List.of("auto", "concise", "detailed");
    private static final String STATELESS = "is not supported: responses are not stored here; send the whole input";
    private static final String UNSUPPORTED = "is not supported here";

    private ResponsesRequest() {}

    static ChatCall parse(JsonValue body) {
        return Fields.read(body, "", ResponsesRequest::call);
    }

    private static ChatCall call(Fields fields) {
        refuseWhatIsNotHere(fields);
        takeWhatOnlyReturns(fields);
        var messages = new ArrayList<Message>();
        String instructions = fields.string("instructions");
        if (instructions != null) {
            messages.add(new Message.SystemPrompt(List.of(new Part.Text(instructions))));
        }
        messages.addAll(ResponsesInput.read(fields.requiredValue("input"), fields.at("input")));
        String model = fields.string("model");
        OutputFormat format = fields.object("text", ResponsesRequest::textFormat);
        return new ChatCall(
                model == null ? "" : model,
                messages,
                fields.items("tools", (tool, path) -> Fields.read(tool, path, ResponsesRequest::tool)),
                toolChoice(fields),
                fields.bool("parallel_tool_calls"),
                format == null ? new OutputFormat.Text() : format,
                new Sampling(fields.number("temperature"), fields.number("top_p"), null, null, null, null, List.of()),
                fields.whole("max_output_tokens", 1),
                fields.object("reasoning", ResponsesRequest::thinking),
                endUser(fields));
    }

    private static void refuseWhatIsNotHere(Fields fields) {
        fields.onlyFalse("store", "must be false: responses are not stored here");
        fields.onlyFalse("background", "must be false: responses are not stored here");
        for (String name : List.of("previous_response_id", "conversation", "prompt")) {
            fields.refuse(name, STATELESS);
        }
        fields.only("truncation", "disabled", "must be disabled here");
        fields.only("top_logprobs", JsonNumber.of(0), UNSUPPORTED);
        String tier = fields.string("service_tier");
        if (tier != null && !tier.equals("auto") && !tier.equals("default")) {
            throw fields.refusal("service_tier", "must be auto or default here");
        }
        for (String name : List.of("max_tool_calls", "prompt_cache_key", "prompt_cache_options", "moderation")) {
            fields.refuse(name, UNSUPPORTED);
        }
    }

    /// Members that change nothing but what the response says about the request.
    private static void takeWhatOnlyReturns(Fields fields) {
        fields.bool("stream");
        fields.value("hexforge");
        fields.object("stream_options", options -> {
            options.onlyFalse("include_obfuscation", "must be false here");
            return true;
        });
        fields.items("include", (value, path) -> {
            if (!"reasoning.encrypted_content".equals(Fields.readString(value, path))) {
                throw fields.refusal("include", "may only name reasoning.encrypted_content here");
            }
            return true;
        });
        JsonObject metadata = fields.object("metadata");
        if (metadata != null) {
            metadata.members().forEach((name, value) -> Fields.readString(value, fields.at("metadata") + "." + name));
        }
    }

    private static Tool tool(Fields fields) {
        fields.only("type", "function", "names a tool that only OpenAI runs; only function tools are supported");
        fields.onlyFalse("defer_loading", UNSUPPORTED);
        fields.onlyFalse("async", UNSUPPORTED);
        JsonObject parameters = fields.object("parameters");
        return new Tool(
                fields.requiredString("name"),
                fields.string("description"),
                parameters == null ? NO_PARAMETERS : parameters,
                fields.bool("strict"),
                false);
    }

    private static @Nullable ToolChoice toolChoice(Fields fields) {
        JsonValue choice = fields.value("tool_choice");
        return switch (choice) {
            case null -> null;
            case JsonString(String word) ->
                switch (word) {
                    case "auto" -> new ToolChoice.Auto();
                    case "none" -> new ToolChoice.None();
                    case "required" -> new ToolChoice.Required();
                    default -> throw fields.refusal("tool_choice", "must be auto, none, required or a function");
                };
            default ->
                Fields.read(choice, fields.at("tool_choice"), named -> {
                    named.only("type", "function", "must be function here");
                    return new ToolChoice.Named(named.requiredString("name"));
                });
        };
    }

    private static OutputFormat textFormat(Fields fields) {
        fields.only("verbosity", "medium", "must be medium here");
        OutputFormat format = fields.object("format", given -> {
            String type = given.requiredString("type");
            return switch (type) {
                case "text" -> new OutputFormat.Text();
                case "json_object" -> new OutputFormat.Json();
                case "json_schema" ->
                    new OutputFormat.JsonSchema(
                            given.requiredString("name"),
                            given.string("description"),
                            given.requiredObject("schema"),
                            given.bool("strict"));
                default ->
                    throw given.refusal("type", "must be text, json_object or json_schema, but is '" + type + "'");
            };
        });
        return format == null ? new OutputFormat.Text() : format;
    }

    /// A summary is told whenever the provider tells its reasoning, as long or short as that is.
    private static @Nullable Thinking thinking(Fields fields) {
        fields.oneOf("summary", SUMMARIES);
        fields.oneOf("generate_summary", SUMMARIES);
        fields.only("context", "auto", "must be auto here");
        fields.only("mode", "standard", "must be standard here");
        String effort = fields.oneOf("effort", EFFORTS);
        if (effort == null) {
            return null;
        }
        return effort.equals("none") ? new Thinking.Off() : new Thinking.Effort(effort);
    }

    private static @Nullable String endUser(Fields fields) {
        String newer = fields.string("safety_identifier");
        String older = fields.string("user");
        if (newer != null && older != null && !newer.equals(older)) {
            throw fields.refusal("user", "must be the same as safety_identifier, which replaces it");
        }
        return newer == null ? older : newer;
    }
}
