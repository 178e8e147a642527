package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.gateway.ChatCall.Media;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.UnsupportedField;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the turns of a conversation as Anthropic takes them: roles alternate, so turns of one role that follow each
/// other are joined; the results of tools come first in theirs. Empty texts, which Anthropic refuses, are left out.
/// Ids of tool calls that other providers made are written in the characters that Anthropic allows.
final class AnthropicTurns {
    private final ArrayNode messages = Json.array();
    private int results;

    ArrayNode messages() {
        return messages;
    }

    /// @param field where the message stands in the call, for complaints
    void add(Message message, String field) {
        switch (message) {
            case Message.SystemPrompt(List<Part.Text> parts) ->
                parts.forEach(part -> addText(turn("user"), part.text(), part.cacheable()));
            case Message.User(List<Part> parts) -> {
                ArrayNode content = turn("user");
                for (int i = 0; i < parts.size(); i++) {
                    addPart(content, parts.get(i), field + ".content[" + i + "]");
                }
            }
            case Message.Assistant(List<Output> parts) -> {
                ArrayNode content = turn("assistant");
                parts.forEach(part -> addOutput(content, part, field));
            }
            case Message.ToolResult result -> turn("user").insert(results++, result(result, field));
        }
    }

    static void mark(ObjectNode block) {
        block.putObject("cache_control").put("type", "ephemeral");
    }

    void addText(ArrayNode content, String text, boolean cacheable) {
        if (!text.isEmpty()) {
            ObjectNode block = content.addObject().put("type", "text").put("text", text);
            if (cacheable) {
                mark(block);
            }
        }
    }

    private ArrayNode turn(String role) {
        JsonNode last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        if (last != null && last.path("role").asText().equals(role)) {
            return (ArrayNode) last.get("content");
        }
        results = 0;
        return messages.addObject().put("role", role).putArray("content");
    }

    private void addPart(ArrayNode content, Part part, String field) {
        switch (part) {
            case Part.Text(String text, boolean cacheable) -> addText(content, text, cacheable);
            case Part.Image(Media media, String detail, boolean cacheable) -> {
                if (detail != null && !detail.equals("auto")) {
                    throw new UnsupportedField(field + ".image_url.detail", "Anthropic has no levels of detail");
                }
                ObjectNode block = content.addObject().put("type", "image");
                block.set("source", source(media));
                markIf(cacheable, block);
            }
            case Part.Document(Media media, String name, boolean cacheable) ->
                markIf(cacheable, addDocument(content, media, name, field));
            case Part.Audio _ -> throw new UnsupportedField(field, "Anthropic takes no audio");
        }
    }

    private static void markIf(boolean cacheable, ObjectNode block) {
        if (cacheable) {
            mark(block);
        }
    }

    private static ObjectNode source(Media media) {
        return switch (media) {
            case Media.Inline(String mediaType, String base64) ->
                Json.object().put("type", "base64").put("media_type", mediaType).put("data", base64);
            case Media.Remote(String url) -> Json.object().put("type", "url").put("url", url);
        };
    }

    private static ObjectNode addDocument(ArrayNode content, Media media, @Nullable String name, String field) {
        ObjectNode source = source(media);
        if (media instanceof Media.Inline(String mediaType, String base64) && !mediaType.equals("application/pdf")) {
            if (!mediaType.startsWith("text/")) {
                throw new UnsupportedField(field, "Anthropic takes documents in PDF or plain text");
            }
            source.put("type", "text").put("media_type", "text/plain").put("data", decoded(base64, field));
        }
        ObjectNode block = content.addObject().put("type", "document");
        block.set("source", source);
        return name == null ? block : block.put("title", name);
    }

    private static String decoded(String base64, String field) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UnsupportedField(field, "is not base64");
        }
    }

    private void addOutput(ArrayNode content, Output output, String field) {
        switch (output) {
            case Output.Text(String text) -> addText(content, text, false);
            case Output.Refusal(String text) -> addText(content, text, false);
            case Output.Thinking(String text, String signature) -> {
                if (signature == null) {
                    throw new UnsupportedField(
                            field + ".reasoning_content",
                            "Anthropic takes back only its own thinking, with its signature");
                }
                content.addObject()
                        .put("type", "thinking")
                        .put("thinking", text)
                        .put("signature", signature);
            }
            case Output.RedactedThinking(String data) ->
                content.addObject().put("type", "redacted_thinking").put("data", data);
            case Output.ToolCall call -> {
                ObjectNode block = content.addObject()
                        .put("type", "tool_use")
                        .put("id", id(call.id()))
                        .put("name", call.name());
                block.set("input", input(call.arguments(), field));
            }
        }
    }

    private static ObjectNode input(String arguments, String field) {
        if (arguments.isBlank()) {
            return Json.object();
        }
        return Json.parse(arguments)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .orElseThrow(() -> new UnsupportedField(
                        field + ".tool_calls", "the arguments of a tool call must be a JSON object"));
    }

    private ObjectNode result(Message.ToolResult result, String field) {
        ObjectNode block = Json.object().put("type", "tool_result").put("tool_use_id", id(result.callId()));
        ArrayNode content = Json.array();
        for (int i = 0; i < result.parts().size(); i++) {
            addPart(content, result.parts().get(i), field + ".content[" + i + "]");
        }
        boolean marked = false;
        for (JsonNode part : content) {
            marked |= ((ObjectNode) part).remove("cache_control") != null;
        }
        if (content.size() == 1 && content.get(0).path("type").asText().equals("text")) {
            block.set("content", content.get(0).get("text"));
        } else if (!content.isEmpty()) {
            block.set("content", content);
        }
        if (result.error()) {
            block.put("is_error", true);
        }
        markIf(marked, block);
        return block;
    }

    private static String id(String id) {
        return id.replaceAll("[^a-zA-Z0-9_-]", "_");
    }
}
