package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.ChatCall.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Collects the events of an answer into the whole. Not safe for concurrent use.
public final class ChatAnswerBuilder {
    private final List<Output> outputs = new ArrayList<>();
    private final TreeMap<Integer, OpenToolCall> toolCalls = new TreeMap<>();
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
            int position, String id, String name, @Nullable String signature, StringBuilder arguments) {}

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
                String thought = kind == Run.THINKING ? run.toString() : "";
                if (kind == Run.THINKING) {
                    run.setLength(0);
                    kind = Run.NONE;
                }
                endRun();
                outputs.add(new Output.Thinking(thought, signature));
            }
            case ChatEvent.RedactedThinking(String data) -> {
                endRun();
                outputs.add(new Output.RedactedThinking(data));
            }
            case ChatEvent.ToolCallStarted(int index, String callId, String name, String signature) -> {
                endRun();
                toolCalls.put(index, new OpenToolCall(outputs.size(), callId, name, signature, new StringBuilder()));
                outputs.add(new Output.ToolCall(callId, name, "", signature));
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
        for (OpenToolCall call : toolCalls.values()) {
            outputs.set(
                    call.position(),
                    new Output.ToolCall(call.id(), call.name(), call.arguments().toString(), call.signature()));
        }
        return new ChatAnswer(id, model, outputs, reason, stopSequence, usage);
    }

    private void extend(Run newKind, String text) {
        if (kind != newKind) {
            endRun();
            kind = newKind;
        }
        run.append(text);
    }

    private void endRun() {
        String text = run.toString();
        run.setLength(0);
        switch (kind) {
            case NONE -> {}
            case TEXT -> outputs.add(new Output.Text(text));
            case THINKING -> outputs.add(new Output.Thinking(text, null));
            case REFUSAL -> outputs.add(new Output.Refusal(text));
        }
        kind = Run.NONE;
    }
}
