package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.ChatCall.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Collects the events of an answer into the whole. Not safe for concurrent use.
public final class ChatAnswerBuilder {
    private final List<Output> outputs = new ArrayList<>();
    private final Map<Integer, OpenToolCall> toolCalls = new HashMap<>();
    private final StringBuilder run = new StringBuilder();
    private Run kind = Run.NONE;
    private String id = "";
    private String model = "";
    private Usage usage = Usage.NONE;
    private FinishReason reason = FinishReason.STOP;
    private @Nullable String stopSequence;

    private enum Run {
        NONE,
        TEXT,
        THINKING,
        REFUSAL
    }

    /// A tool call whose arguments may still grow, and where it stands among the outputs.
    private record OpenToolCall(
            int position, String id, String name, @Nullable String signature, StringBuilder arguments) {
        Output.ToolCall closed() {
            return new Output.ToolCall(id, name, arguments.toString(), signature);
        }
    }

    public ChatAnswerBuilder add(ChatEvent event) {
        switch (event) {
            case ChatEvent.Started(String startedId, String startedModel) -> {
                id = startedId;
                model = startedModel;
            }
            case ChatEvent.TextDelta(String text) -> extend(Run.TEXT, text);
            case ChatEvent.ThinkingDelta(String text) -> extend(Run.THINKING, text);
            case ChatEvent.RefusalDelta(String text) -> extend(Run.REFUSAL, text);
            case ChatEvent.ThinkingSigned(String signature) -> {
                String thought = kind == Run.THINKING ? takeRun() : "";
                endRun();
                outputs.add(new Output.Thinking(thought, signature));
            }
            case ChatEvent.RedactedThinking(String data) -> {
                endRun();
                outputs.add(new Output.RedactedThinking(data));
            }
            case ChatEvent.ToolCallStarted(int index, String callId, String name, String signature) -> {
                endRun();
                var call = new OpenToolCall(outputs.size(), callId, name, signature, new StringBuilder());
                outputs.add(call.closed());
                OpenToolCall sameIndex = toolCalls.put(index, call);
                if (sameIndex != null) {
                    outputs.set(sameIndex.position(), sameIndex.closed());
                }
            }
            case ChatEvent.ToolCallDelta(int index, String fragment) -> {
                OpenToolCall call = toolCalls.get(index);
                if (call != null) {
                    call.arguments().append(fragment);
                }
            }
            case ChatEvent.UsageCounted(Usage counted) -> usage = counted;
            case ChatEvent.Finished(FinishReason finish, String sequence) -> {
                reason = finish;
                stopSequence = sequence;
            }
        }
        return this;
    }

    public ChatAnswer build() {
        endRun();
        toolCalls.values().forEach(call -> outputs.set(call.position(), call.closed()));
        return new ChatAnswer(id, model, outputs, reason, stopSequence, usage);
    }

    /// An empty delta, which some providers begin with, makes no output.
    private void extend(Run newKind, String text) {
        if (text.isEmpty()) {
            return;
        }
        if (kind != newKind) {
            endRun();
            kind = newKind;
        }
        run.append(text);
    }

    private void endRun() {
        switch (kind) {
            case NONE -> {}
            case TEXT -> outputs.add(new Output.Text(takeRun()));
            case THINKING -> outputs.add(new Output.Thinking(takeRun(), null));
            case REFUSAL -> outputs.add(new Output.Refusal(takeRun()));
        }
    }

    private String takeRun() {
        String text = run.toString();
        run.setLength(0);
        kind = Run.NONE;
        return text;
    }
}
