package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads and validates a chat completion request as OpenAI does. Unknown fields are let through: servers that copied
/// the format have their own.
final class OpenAiReader {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Set<String> EFFORTS = Set.of("none", "minimal", "low", "medium", "high", "xhigh");

    private final ObjectNode body;
    private final Ask ask = new Ask();
    private final Set<String> open = new LinkedHashSet<>();

    private OpenAiReader(ObjectNode body) {
        this.body = body;
    }

    static Ask read(ObjectNode body) throws Refusal {
        var reader = new OpenAiReader(body);
        reader.scalars();
        reader.tools();
        reader.format();
        reader.messages();
        return reader.ask;
    }

    private void scalars() throws Refusal {
        ask.model = body.path("model").asText();
        Refusal.unless(
                body.path("model").isTextual() && !ask.model.isEmpty(), "you must provide a model parameter", null);
        number("temperature", 0, 2);
        number("top_p", 0, 1);
        number("presence_penalty", -2, 2);
        number("frequency_penalty", -2, 2);
        number("n", 1, 128);
        number("top_logprobs", 0, 20);
        number("max_tokens", 1, Integer.MAX_VALUE);
        number("max_completion_tokens", 1, Integer.MAX_VALUE);
        flag("stream");
        flag("logprobs");
        flag("parallel_tool_calls");
        Refusal.unless(
                !present("max_tokens") || !present("max_completion_tokens"),
                "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
                "max_tokens");
        Refusal.unless(
                !present("top_logprobs") || body.path("logprobs").asBoolean(),
                "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
                "top_logprobs");
        ask.stream = body.path("stream").asBoolean();
        Refusal.unless(
                !present("stream_options") || ask.stream,
                "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                "stream_options");
        ask.maxTokens =
                body.path("max_completion_tokens").asInt(body.path("max_tokens").asInt(Integer.MAX_VALUE));
        JsonNode stop = body.path("stop");
        Refusal.unless(stop.size() <= 4, "Invalid 'stop': array too long. Expected at most 4 elements.", "stop");
        if (stop.isTextual()) {
            ask.stop.add(stop.asText());
        }
        stop.forEach(each -> ask.stop.add(each.asText()));
        JsonNode effort = body.path("reasoning_effort");
        Refusal.unless(
                !present("reasoning_effort") || EFFORTS.contains(effort.asText()),
                "Invalid value: '" + effort.asText() + "'. Supported values are: " + EFFORTS,
                "reasoning_effort");
        ask.thinking = ask.model.contains("reasoner")
                || present("reasoning")
                || (present("reasoning_effort") && !effort.asText().equals("none"));
    }

    private boolean present(String field) {
        return body.hasNonNull(field);
    }

    private void number(String field, double least, double most) throws Refusal {
        JsonNode value = body.path(field);
        Refusal.unless(
                !present(field) || value.isNumber(),
                "Invalid type for '" + field + "': expected a number, but got " + value + " instead.",
                field);
        Refusal.unless(
                !present(field) || (value.asDouble() >= least && value.asDouble() <= most),
                "Invalid '" + field + "': " + value + " is not within " + least + " and " + most + ".",
                field);
    }

    private void flag(String field) throws Refusal {
        Refusal.unless(
                !present(field) || body.path(field).isBoolean(),
                "Invalid type for '" + field + "': expected a boolean, but got " + body.path(field) + " instead.",
                field);
    }

    private void tools() throws Refusal {
        JsonNode tools = body.path("tools");
        Refusal.unless(!present("tools") || tools.isArray(), "Invalid type for 'tools': expected an array.", "tools");
        for (int i = 0; i < tools.size(); i++) {
            String at = "tools[" + i + "]";
            Refusal.unless(
                    tools.get(i).path("type").asText().equals("function"),
                    "Invalid value for '" + at + ".type'. Supported values are: 'function'.",
                    at + ".type");
            JsonNode function = tools.get(i).path("function");
            String name = function.path("name").asText();
            Refusal.unless(
                    NAME.matcher(name).matches(),
                    "Invalid '" + at + ".function.name': string does not match pattern '^[a-zA-Z0-9_-]+$'.",
                    at + ".function.name");
            JsonNode parameters = function.path("parameters");
            Refusal.unless(
                    parameters.isMissingNode() || parameters.isObject(),
                    "Invalid schema for function '" + name + "'.",
                    at + ".function.parameters");
            ask.tools.add(new Ask.Tool(name, parameters.isObject() ? parameters : null));
            ask.promptCharacters += tools.get(i).toString().length();
        }
        JsonNode choice = body.path("tool_choice");
        Refusal.unless(
                !present("tool_choice") || tools.size() > 0,
                "'tool_choice' is only allowed when 'tools' are specified.",
                "tool_choice");
        Refusal.unless(
                !present("parallel_tool_calls") || tools.size() > 0,
                "'parallel_tool_calls' is only allowed when 'tools' are specified.",
                "parallel_tool_calls");
        Refusal.unless(
                !choice.isTextual() || Set.of("none", "auto", "required").contains(choice.asText()),
                "Invalid value: '" + choice.asText() + "'. Supported values are: 'none', 'auto', and 'required'.",
                "tool_choice");
        ask.toolsForbidden = choice.asText().equals("none");
        ask.parallel = body.path("parallel_tool_calls").asBoolean(true);
        if (choice.isObject()) {
            String name = choice.path("function").path("name").asText();
            Refusal.unless(
                    ask.tools.stream().anyMatch(tool -> tool.name().equals(name)),
                    "Tool choice 'function' not found in 'tools' parameter.",
                    "tool_choice");
            ask.requiredTool = name;
        }
        ask.toolRequired = choice.isObject() || choice.asText().equals("required");
    }

    private void format() throws Refusal {
        JsonNode format = body.path("response_format");
        switch (format.path("type").asText(present("response_format") ? "?" : "text")) {
            case "text" -> {}
            case "json_object" -> ask.schema = Json.object().put("type", "object");
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema");
                Refusal.unless(
                        NAME.matcher(schema.path("name").asText()).matches(),
                        "Missing required parameter: 'response_format.json_schema.name'.",
                        "response_format.json_schema.name");
                ask.schema = schema.path("schema");
            }
            default ->
                throw Refusal.invalid(
                        "Invalid value for 'response_format.type'. Supported values are: 'json_object',"
                                + " 'json_schema', and 'text'.",
                        "response_format.type");
        }
    }

    private void messages() throws Refusal {
        JsonNode messages = body.path("messages");
        Refusal.unless(messages.isArray(), "Missing required parameter: 'messages'.", "messages");
        Refusal.unless(
                messages.size() > 0,
                "Invalid 'messages': empty array. Expected an array with minimum length 1.",
                "messages");
        for (int i = 0; i < messages.size(); i++) {
            message(messages.get(i), "messages[" + i + "]");
        }
        answered("messages");
    }

    private void message(JsonNode message, String at) throws Refusal {
        String role = message.path("role").asText();
        if (!role.equals("tool")) {
            answered(at);
        }
        switch (role) {
            case "system", "developer" -> ask.promptCharacters += text(message.path("content"), at, false);
            case "user" -> {
                ask.userTurn();
                ask.promptCharacters += text(message.path("content"), at, true);
            }
            case "assistant" -> assistant(message, at);
            case "tool" -> tool(message, at);
            default ->
                throw Refusal.invalid(
                        "Invalid value: '" + role + "'. Supported values are: 'system', 'assistant', 'user',"
                                + " 'function', 'tool', and 'developer'.",
                        at + ".role");
        }
    }

    private void assistant(JsonNode message, String at) throws Refusal {
        JsonNode calls = message.path("tool_calls");
        if (message.hasNonNull("content") || calls.isEmpty()) {
            ask.promptCharacters += text(message.path("content"), at, false);
        }
        var ids = new HashSet<String>();
        for (JsonNode call : calls) {
            Refusal.unless(
                    call.path("id").isTextual()
                            && call.path("type").asText().equals("function")
                            && call.path("function").path("name").isTextual()
                            && call.path("function").path("arguments").isTextual()
                            && ids.add(call.path("id").asText()),
                    "Invalid '" + at + ".tool_calls': each needs its own id, type, function.name and function.arguments"
                            + " as a string.",
                    at + ".tool_calls");
            ask.promptCharacters += call.path("function").toString().length();
        }
        open.addAll(ids);
        ask.assistantTurn();
    }

    private void tool(JsonNode message, String at) throws Refusal {
        Refusal.unless(
                open.remove(message.path("tool_call_id").asText()),
                "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with"
                        + " 'tool_calls'.",
                at + ".role");
        ask.userTurn();
        int before = ask.text.length();
        long characters = text(message.path("content"), at, true);
        String result = ask.text.substring(before).strip();
        ask.text.setLength(before);
        ask.toolResults.add(result);
        ask.promptCharacters += characters;
    }

    private void answered(String at) throws Refusal {
        Refusal.unless(
                open.isEmpty(),
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
                        + " 'tool_call_id'. The following tool_call_ids did not have response messages: "
                        + String.join(", ", open),
                at);
    }

    /// {@return how many characters the content has}
    private long text(JsonNode content, String at, boolean users) throws Refusal {
        Refusal.unless(
                content.isTextual() || (content.isArray() && content.size() > 0),
                "Invalid type for '" + at + ".content': expected one of a string or array of objects, but got "
                        + content.getNodeType().name().toLowerCase(Locale.ROOT) + " instead.",
                at + ".content");
        if (content.isTextual()) {
            if (users) {
                ask.say(content.asText());
            }
            return content.asText().length();
        }
        long characters = 0;
        for (int i = 0; i < content.size(); i++) {
            characters += part(content.get(i), at + ".content[" + i + "]", users);
        }
        return characters;
    }

    private long part(JsonNode part, String at, boolean users) throws Refusal {
        String type = part.path("type").asText();
        switch (type) {
            case "text" -> {
                Refusal.unless(part.path("text").isTextual(), "Missing required parameter: '" + at + ".text'.", at);
                if (users) {
                    ask.say(part.path("text").asText());
                }
                return part.path("text").asText().length();
            }
            case "refusal" -> {
                return part.path("refusal").asText().length();
            }
            case "image_url" -> {
                String url = part.path("image_url").path("url").asText();
                Refusal.unless(users && !url.isEmpty(), "Missing required parameter: '" + at + ".image_url.url'.", at);
                ask.media.add(Media.ofUrl(url));
            }
            case "input_audio" -> {
                JsonNode audio = part.path("input_audio");
                ask.media.add(Media.ofBase64(
                        "audio/" + audio.path("format").asText(),
                        audio.path("data").asText()));
            }
            case "file" -> {
                JsonNode file = part.path("file");
                ask.media.add(
                        file.has("file_data")
                                ? Media.ofUrl(file.path("file_data").asText())
                                : "file " + file.path("file_id").asText());
            }
            default ->
                throw Refusal.invalid(
                        "Invalid value: '" + type + "'. Supported values are: 'text', 'image_url', 'input_audio',"
                                + " 'refusal', and 'file'.",
                        at + ".type");
        }
        return 340;
    }
}
