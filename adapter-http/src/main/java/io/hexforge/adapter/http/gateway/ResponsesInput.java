package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.ChatCall.Media;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.UnsupportedField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The input of a request in OpenAI's Responses format: a text, or items. What a model said is many items there and
/// one turn in the canonical form. Not safe for concurrent use.
final class ResponsesInput {
    private static final List<String> STATUSES = List.of("in_progress", "completed", "incomplete");

    private final List<Message> turns = new ArrayList<>();
    private final List<Output> said = new ArrayList<>();

    private ResponsesInput() {}

    static List<Message> read(JsonValue input, String path) {
        if (input instanceof JsonString(String text)) {
            return List.of(new Message.User(List.of(new Part.Text(text))));
        }
        var items = new ResponsesInput();
        Fields.readItems(input, path, (item, at) -> Fields.read(item, at, items::add));
        items.endTurn();
        if (items.turns.isEmpty()) {
            throw new UnsupportedField(path, "must have at least one item");
        }
        return items.turns;
    }

    private boolean add(Fields fields) {
        String type = fields.string("type");
        fields.string("id");
        fields.oneOf("status", STATUSES);
        switch (type == null ? "message" : type) {
            case "message" -> message(fields);
            case "reasoning" -> said.addAll(ReasoningItem.read(fields));
            case "function_call" -> said.add(functionCall(fields));
            case "function_call_output" -> {
                endTurn();
                turns.add(functionCallOutput(fields));
            }
            default ->
                throw fields.refusal(
                        "type",
                        "'" + type + "' is not supported here; supported are message, reasoning, function_call and"
                                + " function_call_output");
        }
        return true;
    }

    private void endTurn() {
        if (!said.isEmpty()) {
            turns.add(new Message.Assistant(ToolSignatures.restore(said)));
            said.clear();
        }
    }

    private void message(Fields fields) {
        fields.refuse("phase", "is not supported here");
        String role = fields.requiredString("role");
        JsonValue content = fields.requiredValue("content");
        String at = fields.at("content");
        switch (role) {
            case "assistant" ->
                said.addAll(
                        content instanceof JsonString(String text)
                                ? List.of(new Output.Text(text))
                                : Fields.readItems(content, at, ResponsesInput::output));
            case "user" -> {
                endTurn();
                turns.add(new Message.User(parts(content, at)));
            }
            case "system", "developer" -> {
                endTurn();
                turns.add(new Message.SystemPrompt(
                        content instanceof JsonString(String text)
                                ? List.of(new Part.Text(text))
                                : Fields.readItems(content, at, ResponsesInput::textOnly)));
            }
            default ->
                throw fields.refusal("role", "must be user, assistant, system or developer, but is '" + role + "'");
        }
    }

    private static List<Part> parts(JsonValue content, String path) {
        return content instanceof JsonString(String text)
                ? List.of(new Part.Text(text))
                : Fields.readItems(content, path, (part, at) -> Fields.read(part, at, ResponsesInput::part));
    }

    private static Output output(JsonValue part, String path) {
        return Fields.read(part, path, fields -> {
            String type = fields.requiredString("type");
            return switch (type) {
                case "output_text", "input_text" -> {
                    fields.onlyEmpty("annotations", "cannot be brought to the provider of this model");
                    fields.onlyEmpty("logprobs", "cannot be brought to the provider of this model");
                    yield new Output.Text(fields.requiredString("text"));
                }
                case "refusal" -> new Output.Refusal(fields.requiredString("refusal"));
                default -> throw fields.refusal("type", "must be output_text or refusal, but is '" + type + "'");
            };
        });
    }

    private static Part.Text textOnly(JsonValue part, String path) {
        return Fields.read(part, path, fields -> {
            fields.only("type", "input_text", "must be input_text here");
            return text(fields);
        });
    }

    private static Part part(Fields fields) {
        String type = fields.requiredString("type");
        return switch (type) {
            case "input_text" -> text(fields);
            case "input_image" -> image(fields);
            case "input_file" -> file(fields);
            default ->
                throw fields.refusal("type", "must be input_text, input_image or input_file, but is '" + type + "'");
        };
    }

    private static Part.Text text(Fields fields) {
        return new Part.Text(fields.requiredString("text"), cacheable(fields));
    }

    private static Part image(Fields fields) {
        fields.refuse("file_id", "is not supported: files are not stored here; send image_url");
        String detail = fields.oneOf("detail", List.of("low", "high", "auto"));
        String url = fields.requiredString("image_url");
        Media inline = inline(url);
        return new Part.Image(inline == null ? new Media.Remote(url) : inline, detail, cacheable(fields));
    }

    private static Part file(Fields fields) {
        fields.refuse("file_id", "is not supported: files are not stored here; send file_data or file_url");
        fields.only("detail", "auto", "must be auto here");
        String name = fields.string("filename");
        String data = fields.string("file_data");
        String url = fields.string("file_url");
        if ((data == null) == (url == null)) {
            throw fields.refusal("file_data", "must be there, or else file_url");
        }
        return new Part.Document(
                data == null ? new Media.Remote(String.valueOf(url)) : fileData(data, fields), name, cacheable(fields));
    }

    private static Media fileData(String data, Fields fields) {
        Media inline = inline(data);
        if (inline == null) {
            throw fields.refusal("file_data", "must be a data URL in base64, such as data:application/pdf;base64,…");
        }
        return inline;
    }

    /// {@return what a data URL (RFC 2397) in base64 holds, or null if it is none}
    private static @Nullable Media inline(String url) {
        int comma = url.indexOf(',');
        String marker = ";base64";
        if (!url.startsWith("data:") || comma < 0 || !url.substring(0, comma).endsWith(marker)) {
            return null;
        }
        return new Media.Inline(url.substring("data:".length(), comma - marker.length()), url.substring(comma + 1));
    }

    private static boolean cacheable(Fields fields) {
        Boolean marked = fields.object("prompt_cache_breakpoint", mark -> {
            mark.only("mode", "explicit", "must be explicit");
            mark.string("ttl");
            return true;
        });
        return marked != null;
    }

    private static Output functionCall(Fields fields) {
        takeCaller(fields);
        fields.onlyFalse("async", "must be false here");
        return new Output.ToolCall(
                fields.requiredString("call_id"), fields.requiredString("name"), fields.requiredString("arguments"));
    }

    private static Message functionCallOutput(Fields fields) {
        takeCaller(fields);
        fields.string("name");
        return new Message.ToolResult(
                fields.requiredString("call_id"), parts(fields.requiredValue("output"), fields.at("output")), false);
    }

    private static void takeCaller(Fields fields) {
        fields.refuse("namespace", "is not supported here");
        fields.object("caller", caller -> {
            caller.only("type", "direct", "must be direct here");
            return true;
        });
    }
}
