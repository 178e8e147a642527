package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Reads and validates the turns of a conversation with Anthropic: roles alternate, tool results answer the calls of
/// the turn before.
final class AnthropicTurns {
    private static final Set<String> CACHED = Set.of("cache_control", "type");
    private static final Map<String, Set<String>> BLOCKS = Map.of(
            "text", Set.of("text", "citations"),
            "image", Set.of("source"),
            "document", Set.of("source", "title", "context", "citations"),
            "tool_use", Set.of("id", "name", "input", "caller", "toolset_name"),
            "tool_result", Set.of("tool_use_id", "content", "is_error"),
            "thinking", Set.of("thinking", "signature"),
            "redacted_thinking", Set.of("data"),
            "search_result", Set.of("source", "title", "content", "citations"));
    private static final Set<String> IMAGE_TYPES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    private final JsonNode messages;
    private final Ask ask;
    private final boolean strict;
    private Set<String> open = new LinkedHashSet<>();

    AnthropicTurns(JsonNode messages, Ask ask, boolean strict) {
        this.strict = strict;
        this.messages = messages;
        this.ask = ask;
    }

    void read() throws Refusal {
        check(messages.size() > 0, "messages: at least one message is required");
        String before = "assistant";
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            String at = "messages." + i;
            AnthropicReader.onlyFields(message, at + ".", Set.of("role", "content"));
            String role = message.path("role").asText();
            check(
                    !role.equals("system"),
                    "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter,"
                            + " not \"system\" as an input message role.");
            check(Set.of("user", "assistant").contains(role), at + ".role: Input should be 'user' or 'assistant'");
            check(i > 0 || role.equals("user"), "messages: first message must use the \"user\" role");
            check(
                    !role.equals(before),
                    "messages: roles must alternate between \"user\" and \"assistant\", but found multiple \"" + role
                            + "\" roles in a row");
            before = role;
            turn(message.path("content"), role.equals("user"), at, i == messages.size() - 1);
        }
        check(open.isEmpty(), unanswered("messages." + (messages.size() - 1)));
    }

    private static void check(boolean fine, String message) throws Refusal {
        Refusal.unless(fine, message, null);
    }

    private String unanswered(String at) {
        return at + ": `tool_use` ids were found without `tool_result` blocks immediately after: "
                + String.join(", ", open)
                + ". Each `tool_use` block must have a corresponding `tool_result` block in the next message.";
    }

    private void turn(JsonNode content, boolean user, String at, boolean last) throws Refusal {
        check(
                content.isTextual() || content.isArray(),
                at + ".content: "
                        + (content.isMissingNode() ? "Field required" : "Input should be a valid string or list"));
        if (user) {
            ask.userTurn();
        } else {
            ask.assistantTurn();
        }
        if (content.isTextual()) {
            text(content.asText(), user, last);
        } else {
            check(content.size() > 0 || (last && !user), at + ": all messages must have non-empty content");
        }
        Set<String> called = new LinkedHashSet<>();
        boolean resultsOver = false;
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            String where = at + ".content." + i;
            String type = block.path("type").asText();
            Set<String> fields = BLOCKS.get(type);
            check(
                    fields != null,
                    where + ": Input tag '" + type + "' found using 'type' does not match any of the expected tags");
            for (var names = block.fieldNames(); fields != null && names.hasNext(); ) {
                String name = names.next();
                check(
                        fields.contains(name) || CACHED.contains(name),
                        where + "." + type + "." + name + ": Extra inputs are not permitted");
            }
            boolean result = type.equals("tool_result");
            check(
                    !result || !resultsOver,
                    at + ": `tool_result` blocks must come first in the content of the message after `tool_use`");
            resultsOver |= !result;
            block(block, type, user, where, last, called);
            if (AnthropicReader.marked(block)) {
                ask.cacheWriteCharacters = ask.promptCharacters - ask.cacheReadCharacters;
            }
        }
        check(!user || open.isEmpty(), unanswered(at));
        if (!user) {
            open = called;
        }
    }

    private void block(JsonNode block, String type, boolean user, String at, boolean last, Set<String> called)
            throws Refusal {
        switch (type) {
            case "text" -> {
                check(block.path("text").isTextual(), at + ".text.text: Field required");
                check(
                        !strict || !user || block.path("citations").isEmpty(),
                        at + ".text.citations: citations are not permitted in user messages");
                text(block.path("text").asText(), user, last);
            }
            case "image" -> {
                check(user, at + ": image blocks are not permitted in assistant messages");
                ask.media.add(source(block.path("source"), true, at + ".image.source"));
                ask.promptCharacters += 340;
            }
            case "document" -> {
                check(!strict || user, at + ": `document` blocks are not permitted in `assistant` messages");
                ask.media.add(source(block.path("source"), false, at + ".document.source"));
                ask.promptCharacters += 340;
            }
            case "tool_use" -> {
                check(!user, at + ": `tool_use` blocks can only be in `assistant` messages");
                check(
                        !ask.tools.isEmpty(),
                        "Requests which include `tool_use` or `tool_result` blocks must define tools");
                check(block.path("input").isObject(), at + ".tool_use.input: Input should be a valid dictionary");
                check(block.path("name").isTextual(), at + ".tool_use.name: Field required");
                check(
                        block.path("id").asText().matches("[a-zA-Z0-9_-]+"),
                        at + ".tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'");
                check(called.add(block.path("id").asText()), "messages: `tool_use` ids must be unique");
                ask.promptCharacters += block.path("input").toString().length();
            }
            case "tool_result" -> result(block, user, at);
            case "thinking" -> {
                check(!user, at + ": `thinking` blocks can only be in `assistant` messages");
                check(block.path("thinking").isTextual(), at + ".thinking.thinking: Field required");
                check(block.path("signature").isTextual(), at + ".thinking.signature: Field required");
                check(
                        block.path("signature").asText().equals(AnthropicWriter.SIGNATURE),
                        at + ": Invalid `signature` in `thinking` block");
            }
            default -> ask.promptCharacters += block.toString().length();
        }
    }

    private void text(String text, boolean user, boolean last) throws Refusal {
        check(!text.isEmpty(), "messages: text content blocks must be non-empty");
        check(!text.isBlank(), "messages: text content blocks must contain non-whitespace text");
        check(
                user || !last || text.equals(text.stripTrailing()),
                "messages: final assistant content cannot end with trailing whitespace");
        ask.promptCharacters += text.length();
        if (user) {
            ask.say(text);
        }
    }

    private void result(JsonNode block, boolean user, String at) throws Refusal {
        check(user, at + ": `tool_result` blocks can only be in `user` messages");
        String id = block.path("tool_use_id").asText();
        check(
                open.remove(id),
                at + ": unexpected `tool_use_id` found in `tool_result` blocks: " + id
                        + ". Each `tool_result` block must have a corresponding `tool_use` block in the previous"
                        + " message.");
        JsonNode content = block.path("content");
        check(
                content.isMissingNode() || content.isTextual() || content.isArray(),
                at + ".tool_result.content: Input should be a valid string or list");
        var words = new StringBuilder(content.isTextual() ? content.asText() : "");
        for (JsonNode part : content) {
            switch (part.path("type").asText()) {
                case "text" -> words.append(part.path("text").asText());
                case "image" -> ask.media.add(source(part.path("source"), true, at + ".tool_result.content.image"));
                case "document", "search_result" -> words.append(part);
                default -> throw Refusal.invalid(at + ".tool_result.content: unexpected type", null);
            }
        }
        ask.promptCharacters += words.length();
        ask.toolResults.add(block.path("is_error").asBoolean() ? "error: " + words : words.toString());
    }

    private static String source(JsonNode source, boolean image, String at) throws Refusal {
        return switch (source.path("type").asText()) {
            case "base64" -> {
                String mediaType = source.path("media_type").asText();
                check(
                        image ? IMAGE_TYPES.contains(mediaType) : mediaType.equals("application/pdf"),
                        at + ".base64.media_type: Input should be one of " + IMAGE_TYPES);
                yield Media.ofBase64(mediaType, source.path("data").asText());
            }
            case "url" -> "url " + source.path("url").asText();
            case "text" -> "text, " + source.path("data").asText().length() + " characters";
            case "file" -> "file " + source.path("file_id").asText();
            default -> throw Refusal.invalid(at + ": Input tag does not match any of the expected tags", null);
        };
    }
}
