package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Json;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatAnswerBuilder;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// SampleAnswers to tell in wire formats.
final class SampleAnswers {
    private SampleAnswers() {}

    static ChatAnswer of(FinishReason reason, Output... outputs) {
        return new ChatAnswer("42", "some-model", List.of(outputs), reason, null, new Usage(100, 30, 20, 50, 10));
    }

    /// Any answer, in the form in which its own events add up to it.
    ///
    /// @param refusals whether it may refuse
    static Arbitrary<ChatAnswer> any(boolean refusals) {
        Arbitrary<String> text = Arbitraries.strings().all().ofMinLength(1).ofMaxLength(40);
        Arbitrary<String> name = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(10);
        Arbitrary<String> arguments = Arbitraries.maps(name, text).ofMaxSize(3).map(Json::string);
        Arbitrary<Output> output = Arbitraries.oneOf(
                refusals ? text.map(Output.Refusal::new) : text.map(Output.Text::new),
                text.map(Output.Text::new),
                Combinators.combine(text, name.injectNull(0.3)).as(Output.Thinking::new),
                name.map(Output.RedactedThinking::new),
                Combinators.combine(name, name, arguments, name.injectNull(0.7)).as(Output.ToolCall::new));
        return output.list().ofMaxSize(6).map(outputs -> {
            boolean calls = outputs.stream().anyMatch(Output.ToolCall.class::isInstance);
            var reason = calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            return normal(of(reason, outputs.toArray(Output[]::new)).events());
        });
    }

    static ChatAnswer normal(List<ChatEvent> events) {
        var builder = new ChatAnswerBuilder();
        events.forEach(builder::add);
        return builder.build();
    }

    /// The answer's stream, its texts and arguments cut into pieces of a few code points.
    static byte[] stream(ClientDialect.Encoder encoder, ChatAnswer answer, int pieceLength) {
        var out = new SseBuffer();
        for (ChatEvent event : answer.events()) {
            for (ChatEvent piece : cut(event, pieceLength)) {
                encoder.encode(piece, out);
            }
        }
        encoder.end(null, out);
        return bytes(out);
    }

    static byte[] bytes(SseBuffer buffer) {
        var bytes = new ByteArrayOutputStream();
        try {
            buffer.drainTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<ChatEvent> cut(ChatEvent event, int length) {
        return switch (event) {
            case ChatEvent.TextDelta(String text) ->
                pieces(text, length).<ChatEvent>map(ChatEvent.TextDelta::new).toList();
            case ChatEvent.ThinkingDelta(String text) ->
                pieces(text, length)
                        .<ChatEvent>map(ChatEvent.ThinkingDelta::new)
                        .toList();
            case ChatEvent.ToolCallDelta(int index, String fragment) ->
                pieces(fragment, length)
                        .<ChatEvent>map(piece -> new ChatEvent.ToolCallDelta(index, piece))
                        .toList();
            default -> List.of(event);
        };
    }

    private static java.util.stream.Stream<String> pieces(String text, int length) {
        int[] codePoints = text.codePoints().toArray();
        var pieces = new ArrayList<String>();
        for (int i = 0; i < codePoints.length; i += length) {
            pieces.add(new String(codePoints, i, Math.min(length, codePoints.length - i)));
        }
        return pieces.stream();
    }
}
