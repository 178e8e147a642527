package io.hexforge.adapter.llm.gateway;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Tool;
import java.util.List;

/// Estimates how many tokens a prompt has, with the tokenizer of OpenAI's newer models (`o200k_base`); other models
/// differ by some percent. A message costs 4 tokens beside its text, an image 765, a page or a minute of what is
/// neither is not known and counted by its size.
final class TokenEstimate {
    private static final int PER_MESSAGE = 4;
    private static final int PER_IMAGE = 765;
    private static final int BYTES_PER_TOKEN = 100;
    /// Texts above this many characters are counted by the tokenizer's average.
    private static final int LONG_TEXT = 200_000;

    /// Loaded when first needed: its table takes a while and some memory.
    private static final class Tokenizer {
        static final Encoding ENCODING = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    }

    private TokenEstimate() {}

    static long of(ChatCall call) {
        long tokens = 0;
        for (Message message : call.messages()) {
            tokens += PER_MESSAGE + of(message);
        }
        for (Tool tool : call.tools()) {
            String description = tool.description() == null ? "" : tool.description();
            tokens +=
                    PER_MESSAGE + of(tool.name()) + of(description) + of(Json.text(JsonTrees.node(tool.parameters())));
        }
        return tokens;
    }

    static long of(String text) {
        return text.length() > LONG_TEXT ? text.length() / 4 : Tokenizer.ENCODING.countTokensOrdinary(text);
    }

    private static long of(Message message) {
        return switch (message) {
            case Message.SystemPrompt(List<Part.Text> parts) -> parts(parts);
            case Message.User(List<Part> parts) -> parts(parts);
            case Message.ToolResult result -> parts(result.parts());
            case Message.Assistant(List<Output> parts) ->
                parts.stream().mapToLong(TokenEstimate::of).sum();
        };
    }

    private static long parts(List<? extends Part> parts) {
        return parts.stream().mapToLong(TokenEstimate::of).sum();
    }

    private static long of(Part part) {
        return switch (part) {
            case Part.Text text -> of(text.text());
            case Part.Image _ -> PER_IMAGE;
            case Part.Document document -> of(document.media());
            case Part.Audio audio -> of(audio.media());
        };
    }

    private static long of(ChatCall.Media media) {
        return switch (media) {
            case ChatCall.Media.Inline inline -> inline.base64().length() / BYTES_PER_TOKEN;
            case ChatCall.Media.Remote _ -> PER_IMAGE;
        };
    }

    private static long of(Output output) {
        return switch (output) {
            case Output.Text(String text) -> of(text);
            case Output.Refusal(String text) -> of(text);
            case Output.Thinking thinking -> of(thinking.text());
            case Output.RedactedThinking redacted -> redacted.data().length() / BYTES_PER_TOKEN;
            case Output.ToolCall call -> of(call.name()) + of(call.arguments());
        };
    }
}
