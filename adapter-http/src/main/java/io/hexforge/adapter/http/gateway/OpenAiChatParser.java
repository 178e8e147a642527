package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.OutputFormat;
import io.hexforge.domain.gateway.ChatCall.Sampling;
import io.hexforge.domain.gateway.ChatCall.Thinking;
import io.hexforge.domain.gateway.ChatCall.Tool;
import io.hexforge.domain.gateway.ChatCall.ToolChoice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Brings a request in OpenAI's dialect into the canonical form. What has no place there is refused by name.
final class OpenAiChatParser {
    private static final JsonObject NO_PARAMETERS =
            new JsonObject(Map.of("type", new JsonString("object"), "properties", JsonObject.EMPTY));
    private static final String OPENAI_ONLY = "can only be honoured by a provider that speaks OpenAI's dialect";

    private OpenAiChatParser() {}

    static ChatCall parse(JsonValue body) {
        return Fields.read(body, "", OpenAiChatParser::call);
    }

    private static ChatCall call(Fields fields) {
        String model = fields.string("model");
        fields.value("stream");
        fields.value("stream_options");
        fields.value("hexforge");
        Long most = fields.whole("max_completion_tokens", 1);
        Long older = fields.whole("max_tokens", 1);
        refuseWhatOnlyOpenAiHas(fields);
        return new ChatCall(
                model == null ? "" : model,
                fields.items("messages", OpenAiMessageParser::message),
                fields.items("tools", (tool, path) -> Fields.read(tool, path, OpenAiChatParser::tool)),
                toolChoice(fields),
                fields.bool("parallel_tool_calls"),
                outputFormat(fields),
                sampling(fields),
                most == null ? older : most,
                thinking(fields),
                endUser(fields));
    }

    private static void refuseWhatOnlyOpenAiHas(Fields fields) {
        fields.only("n", JsonNumber.of(1), "must be 1: " + OPENAI_ONLY);
        fields.onlyFalse("logprobs", OPENAI_ONLY);
        fields.only("top_logprobs", JsonNumber.of(0), OPENAI_ONLY);
        fields.only("logit_bias", JsonObject.EMPTY, OPENAI_ONLY);
        fields.onlyFalse("store", "must be false: " + OPENAI_ONLY);
        fields.only("metadata", JsonObject.EMPTY, OPENAI_ONLY);
        fields.only("service_tier", "auto", "must be auto: " + OPENAI_ONLY);
        fields.only("modalities", new JsonArray(List.of(new JsonString("text"))), "must be [\"text\"]: " + OPENAI_ONLY);
        for (String name : List.of(
                "audio",
                "prediction",
                "web_search_options",
                "verbosity",
                "prompt_cache_key",
                "prompt_cache_retention")) {
            fields.refuse(name, OPENAI_ONLY);
        }
        fields.refuse("functions", "is the older form of tools; use tools");
        fields.refuse("function_call", "is the older form of tool_choice; use tool_choice");
    }

    private static Tool tool(Fields fields) {
        fields.only("type", "function", "must be function: " + OPENAI_ONLY);
        boolean cacheable = OpenAiMessageParser.cacheable(fields);
        Tool tool = fields.object(
                "function",
                function -> new Tool(
                        function.requiredString("name"),
                        function.string("description"),
                        orNoParameters(function.object("parameters")),
                        function.bool("strict"),
                        cacheable));
        if (tool == null) {
            throw fields.refusal("function", "is missing");
        }
        return tool;
    }

    private static JsonObject orNoParameters(@Nullable JsonObject parameters) {
        return parameters == null ? NO_PARAMETERS : parameters;
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
                Fields.read(choice, "tool_choice", named -> {
                    named.only("type", "function", "must be function: " + OPENAI_ONLY);
                    JsonObject function = named.requiredObject("function");
                    return Fields.read(
                            function,
                            "tool_choice.function",
                            each -> new ToolChoice.Named(each.requiredString("name")));
                });
        };
    }

    private static OutputFormat outputFormat(Fields fields) {
        OutputFormat format = fields.object("response_format", given -> {
            String type = given.requiredString("type");
            return switch (type) {
                case "text" -> new OutputFormat.Text();
                case "json_object" -> new OutputFormat.Json();
                case "json_schema" ->
                    Fields.read(given.requiredObject("json_schema"), given.at("json_schema"), OpenAiChatParser::schema);
                default -> throw given.refusal("type", "must be text, json_object or json_schema");
            };
        });
        return format == null ? new OutputFormat.Text() : format;
    }

    private static OutputFormat schema(Fields fields) {
        return new OutputFormat.JsonSchema(
                fields.requiredString("name"),
                fields.string("description"),
                fields.requiredValue("schema"),
                fields.bool("strict"));
    }

    private static Sampling sampling(Fields fields) {
        Long topK = fields.whole("top_k", 1);
        return new Sampling(
                fields.number("temperature"),
                fields.number("top_p"),
                topK == null ? null : Math.toIntExact(topK),
                fields.number("frequency_penalty"),
                fields.number("presence_penalty"),
                fields.whole("seed", Integer.MIN_VALUE),
                stop(fields.value("stop")));
    }

    private static List<String> stop(@Nullable JsonValue stop) {
        return switch (stop) {
            case null -> List.of();
            case JsonString(String one) -> List.of(one);
            default -> Fields.readItems(stop, "stop", Fields::readString);
        };
    }

    private static @Nullable Thinking thinking(Fields fields) {
        String effort =
                fields.oneOf("reasoning_effort", List.of("none", "minimal", "low", "medium", "high", "xhigh", "max"));
        if (effort == null) {
            return null;
        }
        return effort.equals("none") ? new Thinking.Off() : new Thinking.Effort(effort);
    }

    private static @Nullable String endUser(Fields fields) {
        String newer = fields.string("safety_identifier");
        String older = fields.string("user");
        return newer == null ? older : newer;
    }
}
