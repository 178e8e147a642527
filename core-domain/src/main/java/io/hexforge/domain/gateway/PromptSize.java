package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.ChatCall.Media;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Tool;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long a conversation is that came in no format: about the bytes that one would have, with each image as long as
/// text of as many tokens.
final class PromptSize {
    /// The names and brackets around a message or a tool.
    private static final int FRAME = 32;

    /// A thousand tokens: what providers count for an image of usual size.
    private static final int IMAGE = 4_000;

    private PromptSize() {}

    static long bytes(ChatCall call) {
        return call.messages().stream().mapToLong(PromptSize::message).sum()
                + call.tools().stream().mapToLong(PromptSize::tool).sum();
    }

    private static long message(Message message) {
        return FRAME
                + switch (message) {
                    case Message.SystemPrompt(var parts) -> parts(parts);
                    case Message.User(var parts) -> parts(parts);
                    case Message.ToolResult(var id, var parts, var error) -> text(id) + parts(parts);
                    case Message.Assistant(var outputs) ->
                        outputs.stream().mapToLong(PromptSize::output).sum();
                };
    }

    private static long parts(List<? extends Part> parts) {
        return parts.stream().mapToLong(PromptSize::part).sum();
    }

    private static long part(Part part) {
        return switch (part) {
            case Part.Text(var text, var cacheable) -> text(text);
            case Part.Image image -> IMAGE;
            case Part.Document(var media, var name, var cacheable) -> text(name) + media(media);
            case Part.Audio(var media) -> media(media);
        };
    }

    private static long media(Media media) {
        return switch (media) {
            case Media.Inline(var type, var base64) -> base64.length();
            case Media.Remote(var url) -> url.length();
        };
    }

    private static long output(Output output) {
        return switch (output) {
            case Output.Text(var text) -> text(text);
            case Output.Thinking(var text, var signature) -> text(text) + text(signature);
            case Output.RedactedThinking(var data) -> text(data);
            case Output.ToolCall(var id, var name, var arguments, var signature) ->
                text(id) + text(name) + text(arguments) + text(signature);
            case Output.Refusal(var text) -> text(text);
        };
    }

    private static long tool(Tool tool) {
        return FRAME
                + text(tool.name())
                + text(tool.description())
                + text(tool.parameters().toString());
    }

    private static long text(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
