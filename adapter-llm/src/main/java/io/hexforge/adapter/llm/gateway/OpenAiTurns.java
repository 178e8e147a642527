package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.gateway.ChatCall.Media;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.UnsupportedField;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the turns of a conversation as OpenAI takes them. A tool's result is text, and begins with `Error: ` when the
/// tool failed, since there is no other place to say so.
final class OpenAiTurns {
    private final OpenAiQuirks quirks;

    OpenAiTurns(OpenAiQuirks quirks) {
        this.quirks = quirks;
    }

    ArrayNode of(List<Message> messages) {
        ArrayNode nodes = Json.array();
        for (int i = 0; i < messages.size(); i++) {
            nodes.add(message(messages.get(i), "messages[" + i + "]"));
        }
        return nodes;
    }

    private ObjectNode message(Message message, String field) {
        ObjectNode node = Json.object();
        switch (message) {
            case Message.SystemPrompt(List<Part.Text> parts) -> content(node.put("role", "system"), parts, field);
            case Message.User(List<Part> parts) -> content(node.put("role", "user"), parts, field);
            case Message.Assistant(List<Output> parts) -> outputs(node.put("role", "assistant"), parts, field);
            case Message.ToolResult result -> {
                node.put("role", "tool").put("tool_call_id", result.callId());
                node.put("content", (result.error() ? "Error: " : "") + text(result.parts(), field));
            }
        }
        return node;
    }

    private void content(ObjectNode node, List<? extends Part> parts, String field) {
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Text(String text, boolean cacheable) && !cacheable) {
            node.put("content", text);
            return;
        }
        ArrayNode content = node.putArray("content");
        for (int i = 0; i < parts.size(); i++) {
            content.add(part(parts.get(i), field + ".content[" + i + "]"));
        }
    }

    private ObjectNode part(Part part, String field) {
        ObjectNode node = Json.object();
        switch (part) {
            case Part.Text(String text, boolean cacheable) -> {
                node.put("type", "text").put("text", text);
                quirks.markIf(cacheable, node);
            }
            case Part.Image(Media media, String detail, boolean cacheable) -> {
                ObjectNode image =
                        node.put("type", "image_url").putObject("image_url").put("url", url(media));
                if (detail != null) {
                    image.put("detail", detail);
                }
                quirks.markIf(cacheable, node);
            }
            case Part.Document(Media media, String name, boolean cacheable) -> {
                node.put("type", "file").set("file", file(media, name, field));
                quirks.markIf(cacheable, node);
            }
            case Part.Audio(Media.Inline(String mediaType, String base64)) ->
                node.put("type", "input_audio")
                        .putObject("input_audio")
                        .put("data", base64)
                        .put("format", mediaType.substring(mediaType.indexOf('/') + 1));
            case Part.Audio _ -> throw new UnsupportedField(field, "audio must be sent by value");
        }
        return node;
    }

    private static String url(Media media) {
        return switch (media) {
            case Media.Inline(String mediaType, String base64) -> "data:" + mediaType + ";base64," + base64;
            case Media.Remote(String url) -> url;
        };
    }

    private static ObjectNode file(Media media, @Nullable String name, String field) {
        if (media instanceof Media.Remote) {
            throw new UnsupportedField(field, "documents must be sent by value to this provider");
        }
        return Json.object()
                .put("filename", name == null ? "document.pdf" : name)
                .put("file_data", url(media));
    }

    private void outputs(ObjectNode node, List<Output> outputs, String field) {
        var text = new StringBuilder();
        var reasoning = new StringBuilder();
        for (Output output : outputs) {
            switch (output) {
                case Output.Text(String piece) -> text.append(piece);
                case Output.Refusal(String refusal) -> node.put("refusal", refusal);
                case Output.Thinking(String thought, String _) -> reasoning.append(thought);
                case Output.RedactedThinking _ ->
                    throw new UnsupportedField(field + ".content", "this provider takes no redacted thinking");
                case Output.ToolCall call -> node.withArray("/tool_calls").add(toolCall(call));
            }
        }
        if (!text.isEmpty() || (!node.has("tool_calls") && !node.has("refusal"))) {
            node.put("content", text.toString());
        }
        if (!reasoning.isEmpty()) {
            String member = quirks.reasoning();
            if (member == null) {
                throw new UnsupportedField(field + ".content", "this provider takes no earlier thinking");
            }
            node.put(member, reasoning.toString());
        }
    }

    private static ObjectNode toolCall(Output.ToolCall call) {
        ObjectNode node = Json.object().put("id", call.id()).put("type", "function");
        node.putObject("function")
                .put("name", call.name())
                .put("arguments", call.arguments().isBlank() ? "{}" : call.arguments());
        if (call.signature() != null) {
            // Where Google's own copy of the format puts it; the others have no use for it.
            node.putObject("extra_content").putObject("google").put("thought_signature", call.signature());
        }
        return node;
    }

    private static String text(List<Part> parts, String field) {
        var text = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            if (!(parts.get(i) instanceof Part.Text piece)) {
                throw new UnsupportedField(
                        field + ".content[" + i + "]", "this provider takes text only as the result of a tool");
            }
            text.append(piece.text());
        }
        return text.toString();
    }
}
