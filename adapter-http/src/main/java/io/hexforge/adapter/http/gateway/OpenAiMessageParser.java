package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.ChatCall.Media;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Brings one message of OpenAI's dialect into the canonical form.
final class OpenAiMessageParser {
    private static final Pattern DATA_URL = Pattern.compile("data:([^;,]+);base64,(.*)", Pattern.DOTALL);
    private static final String FILES_ARE_ELSEWHERE = "refers to a file at OpenAI; send the bytes instead";

    private OpenAiMessageParser() {}

    static Message message(JsonValue value, String path) {
        return Fields.read(value, path, OpenAiMessageParser::message);
    }

    private static Message message(Fields fields) {
        String role = fields.requiredString("role");
        return switch (role) {
            case "system", "developer" -> new Message.SystemPrompt(content(fields, OpenAiMessageParser::text));
            case "user" -> new Message.User(content(fields, OpenAiMessageParser::userPart));
            case "assistant" -> assistant(fields);
            case "tool" ->
                new Message.ToolResult(
                        fields.requiredString("tool_call_id"), content(fields, OpenAiMessageParser::toolPart), false);
            default -> throw fields.refusal("role", "must be one of system, developer, user, assistant, tool");
        };
    }

    /// Reads `content`: a string is one text.
    private static <T> List<T> content(Fields fields, BiFunction<JsonValue, String, T> part) {
        JsonValue content = fields.requiredValue("content");
        return content instanceof JsonString
                ? List.of(part.apply(content, fields.at("content")))
                : Fields.readItems(content, fields.at("content"), part);
    }

    private static Part.Text text(JsonValue value, String path) {
        if (value instanceof JsonString(String text)) {
            return new Part.Text(text);
        }
        return Fields.read(value, path, fields -> {
            fields.only("type", "text", "must be text here");
            return new Part.Text(fields.requiredString("text"), cacheable(fields));
        });
    }

    private static Part toolPart(JsonValue value, String path) {
        return text(value, path);
    }

    private static Part userPart(JsonValue value, String path) {
        if (value instanceof JsonString(String text)) {
            return new Part.Text(text);
        }
        return Fields.read(value, path, fields -> {
            String type = fields.requiredString("type");
            return switch (type) {
                case "text" -> new Part.Text(fields.requiredString("text"), cacheable(fields));
                case "image_url" -> image(fields);
                case "input_audio" -> audio(fields);
                case "file" -> file(fields);
                default -> throw fields.refusal("type", "must be one of text, image_url, input_audio, file");
            };
        });
    }

    private static Part image(Fields fields) {
        boolean cacheable = cacheable(fields);
        return Fields.read(
                fields.requiredValue("image_url"),
                fields.at("image_url"),
                image -> new Part.Image(
                        media(image.requiredString("url")),
                        image.oneOf("detail", List.of("auto", "low", "high")),
                        cacheable));
    }

    private static Part audio(Fields fields) {
        return Fields.read(fields.requiredValue("input_audio"), fields.at("input_audio"), audio -> {
            String data = audio.requiredString("data");
            return new Part.Audio(new Media.Inline("audio/" + audio.requiredString("format"), data));
        });
    }

    private static Part file(Fields fields) {
        boolean cacheable = cacheable(fields);
        return Fields.read(fields.requiredValue("file"), fields.at("file"), file -> {
            file.refuse("file_id", FILES_ARE_ELSEWHERE);
            return new Part.Document(media(file.requiredString("file_data")), file.string("filename"), cacheable);
        });
    }

    private static Media media(String url) {
        Matcher data = DATA_URL.matcher(url);
        return data.matches() ? new Media.Inline(data.group(1), data.group(2)) : new Media.Remote(url);
    }

    private static Message assistant(Fields fields) {
        var parts = new ArrayList<Output>(thoughts(fields));
        JsonValue content = fields.value("content");
        if (content instanceof JsonString(String text)) {
            if (!text.isEmpty()) {
                parts.add(new Output.Text(text));
            }
        } else if (content != null) {
            parts.addAll(Fields.readItems(content, fields.at("content"), OpenAiMessageParser::assistantPart));
        }
        String refusal = fields.string("refusal");
        if (refusal != null) {
            parts.add(new Output.Refusal(refusal));
        }
        parts.addAll(
                fields.items("tool_calls", (call, path) -> Fields.read(call, path, OpenAiMessageParser::toolCall)));
        fields.onlyEmpty("annotations", "cannot be carried to this provider");
        fields.refuse("function_call", "is the older form of tool_calls; use tool_calls");
        fields.refuse("audio", "refers to an answer at OpenAI");
        return new Message.Assistant(parts);
    }

    /// Reasoning has no place in OpenAI's own dialect. `reasoning_content` and, with signatures, `thinking_blocks` are
    /// how others write it, and how [OpenAiChatEncoder] does.
    private static List<Output> thoughts(Fields fields) {
        List<Output> blocks = fields.items(
                "thinking_blocks", (block, path) -> Fields.read(block, path, OpenAiMessageParser::thought));
        String plain = fields.string("reasoning_content");
        return blocks.isEmpty() && plain != null ? List.of(new Output.Thinking(plain, null)) : blocks;
    }

    private static Output thought(Fields fields) {
        String type = fields.requiredString("type");
        return switch (type) {
            case "thinking" -> new Output.Thinking(fields.requiredString("thinking"), fields.string("signature"));
            case "redacted_thinking" -> new Output.RedactedThinking(fields.requiredString("data"));
            default -> throw fields.refusal("type", "must be thinking or redacted_thinking");
        };
    }

    private static Output assistantPart(JsonValue value, String path) {
        return Fields.read(value, path, fields -> {
            String type = fields.requiredString("type");
            return switch (type) {
                case "text" -> {
                    cacheable(fields);
                    yield new Output.Text(fields.requiredString("text"));
                }
                case "refusal" -> new Output.Refusal(fields.requiredString("refusal"));
                default -> throw fields.refusal("type", "must be text or refusal here");
            };
        });
    }

    private static Output toolCall(Fields fields) {
        fields.value("index");
        fields.only("type", "function", "must be function");
        String id = fields.requiredString("id");
        String signature = signature(fields);
        return Fields.read(
                fields.requiredValue("function"),
                fields.at("function"),
                function -> new Output.ToolCall(
                        id, function.requiredString("name"), function.requiredString("arguments"), signature));
    }

    /// Gemini's proof of reasoning, where Google's own OpenAI-compatible endpoint puts it.
    private static @Nullable String signature(Fields fields) {
        return fields.object(
                "extra_content", extra -> extra.object("google", google -> google.string("thought_signature")));
    }

    /// Reads the mark that OpenAI's dialect borrowed from Anthropic's.
    static boolean cacheable(Fields fields) {
        Boolean marked = fields.object("cache_control", control -> {
            control.only("type", "ephemeral", "must be ephemeral");
            control.refuse("ttl", "cannot be carried to every provider");
            return true;
        });
        return marked != null;
    }
}
