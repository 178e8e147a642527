package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Json;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.ChatCall.Media;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.UnsupportedField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The turns of a conversation in Anthropic's format.
final class AnthropicMessages {
    private AnthropicMessages() {}

    static List<Message> read(JsonValue messages, String path) {
        var turns = new ArrayList<Message>();
        Fields.readItems(messages, path, (message, at) -> Fields.read(message, at, fields -> turn(fields, turns)));
        if (turns.isEmpty()) {
            throw new UnsupportedField(path, "must have at least one message");
        }
        return turns;
    }

    private static boolean turn(Fields fields, List<Message> turns) {
        String role = fields.requiredString("role");
        JsonValue content = fields.requiredValue("content");
        String at = fields.at("content");
        switch (role) {
            case "user" -> userTurn(content, at, turns);
            case "assistant" ->
                turns.add(new Message.Assistant(
                        content instanceof JsonString(String text)
                                ? List.of(new Output.Text(text))
                                : ToolSignatures.restore(Fields.readItems(content, at, AnthropicMessages::output))));
            case "system" ->
                turns.add(new Message.SystemPrompt(
                        content instanceof JsonString(String text)
                                ? List.of(new Part.Text(text))
                                : Fields.readItems(content, at, AnthropicMessages::textOnly)));
            default -> throw fields.refusal("role", "must be user, assistant or system, but is '" + role + "'");
        }
        return true;
    }

    /// What the user says and what tools answered share a turn here; in the canonical form each result is its own.
    private static void userTurn(JsonValue content, String path, List<Message> turns) {
        if (content instanceof JsonString(String text)) {
            turns.add(new Message.User(List.of(new Part.Text(text))));
            return;
        }
        var said = new ArrayList<Part>();
        Fields.readItems(
                content,
                path,
                (block, at) -> Fields.read(block, at, fields -> {
                    String type = fields.requiredString("type");
                    if (type.equals("tool_result")) {
                        if (!said.isEmpty()) {
                            turns.add(new Message.User(said));
                            said.clear();
                        }
                        turns.add(toolResult(fields));
                    } else {
                        said.add(part(type, fields));
                    }
                    return true;
                }));
        if (!said.isEmpty()) {
            turns.add(new Message.User(said));
        }
    }

    private static Message.ToolResult toolResult(Fields fields) {
        fields.refuse("toolset_name", "names a tool that only Anthropic offers");
        boolean marked = AnthropicRequest.takeCacheMark(fields);
        JsonValue content = fields.value("content");
        var parts = new ArrayList<Part>();
        if (content instanceof JsonString(String text)) {
            parts.add(new Part.Text(text));
        } else if (content != null) {
            parts.addAll(Fields.readItems(
                    content,
                    fields.at("content"),
                    (block, at) -> Fields.read(block, at, inner -> part(inner.requiredString("type"), inner))));
        }
        if (marked && !parts.isEmpty()) {
            parts.add(marked(parts.removeLast()));
        }
        return new Message.ToolResult(
                fields.requiredString("tool_use_id"), parts, Boolean.TRUE.equals(fields.bool("is_error")));
    }

    private static Part marked(Part part) {
        return switch (part) {
            case Part.Text text -> new Part.Text(text.text(), true);
            case Part.Image image -> new Part.Image(image.media(), image.detail(), true);
            case Part.Document document -> new Part.Document(document.media(), document.name(), true);
            case Part.Audio audio -> audio;
        };
    }

    static Part.Text textOnly(JsonValue block, String path) {
        return Fields.read(block, path, fields -> {
            String type = fields.requiredString("type");
            if (!type.equals("text")) {
                throw fields.refusal("type", "must be text here, but is '" + type + "'");
            }
            return text(fields);
        });
    }

    private static Part part(String type, Fields fields) {
        return switch (type) {
            case "text" -> text(fields);
            case "image" -> image(fields);
            case "document" -> document(fields);
            default ->
                throw fields.refusal("type", "'" + type + "' is not supported by the provider of this model here");
        };
    }

    private static Part.Text text(Fields fields) {
        fields.onlyEmpty("citations", "cannot be brought to the provider of this model");
        return new Part.Text(fields.requiredString("text"), AnthropicRequest.takeCacheMark(fields));
    }

    private static Part image(Fields fields) {
        fields.refuse("transformations", "is not supported by the provider of this model");
        Media media = Fields.read(fields.requiredValue("source"), fields.at("source"), source -> {
            String type = source.requiredString("type");
            return switch (type) {
                case "base64" -> new Media.Inline(source.requiredString("media_type"), source.requiredString("data"));
                case "url" -> new Media.Remote(source.requiredString("url"));
                default -> throw source.refusal("type", "must be base64 or url, but is '" + type + "'");
            };
        });
        return new Part.Image(media, null, AnthropicRequest.takeCacheMark(fields));
    }

    private static Part document(Fields fields) {
        fields.refuse("context", "is not supported by the provider of this model");
        fields.object("citations", citations -> {
            citations.onlyFalse("enabled", "is not supported by the provider of this model");
            return true;
        });
        Media media = Fields.read(fields.requiredValue("source"), fields.at("source"), source -> {
            String type = source.requiredString("type");
            return switch (type) {
                case "base64" -> new Media.Inline(source.requiredString("media_type"), source.requiredString("data"));
                case "url" -> new Media.Remote(source.requiredString("url"));
                case "text" -> plainText(source);
                default -> throw source.refusal("type", "must be base64, text or url, but is '" + type + "'");
            };
        });
        return new Part.Document(media, fields.string("title"), AnthropicRequest.takeCacheMark(fields));
    }

    private static Media plainText(Fields source) {
        source.only("media_type", "text/plain", "must be text/plain");
        byte[] text = source.requiredString("data").getBytes(StandardCharsets.UTF_8);
        return new Media.Inline("text/plain", Base64.getEncoder().encodeToString(text));
    }

    private static Output output(JsonValue block, String path) {
        return Fields.read(block, path, fields -> {
            AnthropicRequest.takeCacheMark(fields);
            String type = fields.requiredString("type");
            return switch (type) {
                case "text" -> new Output.Text(text(fields).text());
                case "thinking" -> thinking(fields);
                case "redacted_thinking" -> new Output.RedactedThinking(fields.requiredString("data"));
                case "tool_use" -> toolUse(fields);
                default ->
                    throw fields.refusal("type", "'" + type + "' is not supported by the provider of this model here");
            };
        });
    }

    private static Output thinking(Fields fields) {
        String signature = fields.string("signature");
        boolean signed = signature != null && !signature.isEmpty();
        return new Output.Thinking(fields.requiredString("thinking"), signed ? signature : null);
    }

    private static Output toolUse(Fields fields) {
        fields.refuse("toolset_name", "names a tool that only Anthropic offers");
        fields.object("caller", caller -> {
            caller.only("type", "direct", "names a caller that only Anthropic has");
            return true;
        });
        return new Output.ToolCall(
                fields.requiredString("id"),
                fields.requiredString("name"),
                Json.string(fields.requiredObject("input")));
    }
}
