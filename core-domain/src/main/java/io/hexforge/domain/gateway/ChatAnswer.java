package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.ChatCall.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A whole answer, in no vendor's format.
///
/// @param stopSequence the one that was hit, if one was
public record ChatAnswer(
        String id,
        String model,
        List<Output> outputs,
        FinishReason finishReason,
        @Nullable String stopSequence,
        Usage usage) {
    public ChatAnswer {
        outputs = List.copyOf(outputs);
    }

    /// {@return the text of the answer, without reasoning and tool calls}
    public String text() {
        var text = new StringBuilder();
        for (Output output : outputs) {
            if (output instanceof Output.Text(String part)) {
                text.append(part);
            }
        }
        return text.toString();
    }

    /// {@return the events that make this answer, one delta an output}
    public List<ChatEvent> events() {
        var events = new ArrayList<ChatEvent>();
        events.add(new ChatEvent.Started(id, model));
        int toolCalls = 0;
        for (Output output : outputs) {
            switch (output) {
                case Output.Text(String text) -> events.add(new ChatEvent.TextDelta(text));
                case Output.Refusal(String text) -> events.add(new ChatEvent.RefusalDelta(text));
                case Output.RedactedThinking(String data) -> events.add(new ChatEvent.RedactedThinking(data));
                case Output.Thinking(String text, String signature) -> {
                    events.add(new ChatEvent.ThinkingDelta(text));
                    if (signature != null) {
                        events.add(new ChatEvent.ThinkingSigned(signature));
                    }
                }
                case Output.ToolCall(String id, String name, String arguments, String signature) -> {
                    events.add(new ChatEvent.ToolCallStarted(toolCalls, id, name, signature));
                    events.add(new ChatEvent.ToolCallDelta(toolCalls++, arguments));
                }
            }
        }
        events.add(new ChatEvent.UsageCounted(usage));
        events.add(new ChatEvent.Finished(finishReason, stopSequence));
        return events;
    }
}
