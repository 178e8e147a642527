package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.gateway.FrameReader.Frame;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a streamed answer into canonical events.
final class TranslatingReader implements ReplyReader {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    /// What an event weighs beside text that waits to be relayed.
    private static final int WEIGHT = 256;

    private final String provider;
    private final ChatEvents events;
    private final boolean lines;
    private final List<ReplyPart> parts = new ArrayList<>();
    private final Produced produced;
    private Progress progress = Progress.OPEN;
    private boolean content;
    private @Nullable Usage usage;
    private ChatEvent.@Nullable Finished finish;

    TranslatingReader(String provider, ChatEvents events, boolean lines, TokenGuess guess) {
        this.produced = new Produced(guess);
        this.provider = provider;
        this.events = events;
        this.lines = lines;
    }

    @Override
    public void accept(Frame frame) throws UpstreamFailure {
        var event =
                lines ? new ServerSentEvent(null, frame.bytes(), frame.from(), frame.to()) : ServerSentEvent.of(frame);
        if (!event.hasData()) {
            return;
        }
        if (event.dataIs(DONE)) {
            end();
            return;
        }
        var data = Json.object(event.bytes(), event.from(), event.to());
        if (data.isPresent()) {
            accept(data.get());
        } else if (frame.terminated()) {
            throw UpstreamFailure.malformed("an event that is not JSON");
        }
    }

    private void accept(ObjectNode data) throws UpstreamFailure {
        if (Json.has(data, "error")) {
            throw new UpstreamFailure(Faults.inAnswer(provider, data));
        }
        events.of(data).forEach(this::emit);
        if (events.ended()) {
            end();
        } else if (events.finished()) {
            progress = usage == null ? Progress.FINISHED : Progress.COUNTED;
        }
    }

    private void end() throws UpstreamFailure {
        if (!content) {
            throw new UpstreamFailure(
                    UpstreamFault.of(Kind.TRUNCATED, "the provider ended its answer before it began"));
        }
        progress = Progress.DONE;
    }

    private void emit(ChatEvent event) {
        switch (event) {
            case ChatEvent.Started _ -> {}
            case ChatEvent.UsageCounted(Usage counted) -> usage = counted;
            case ChatEvent.Finished last -> {
                content = true;
                finish = last;
                return;
            }
            case ChatEvent.TextDelta _,
                    ChatEvent.ThinkingDelta _,
                    ChatEvent.ThinkingSigned _,
                    ChatEvent.RedactedThinking _,
                    ChatEvent.RefusalDelta _,
                    ChatEvent.ToolCallStarted _,
                    ChatEvent.ToolCallDelta _ -> content = true;
        }
        produced.add(event);
        parts.add(new ReplyPart.Event(event));
    }

    /// The finish is held back until now, since some providers count only after it.
    @Override
    public void complete() {
        parts.add(new ReplyPart.Event(finish == null ? new ChatEvent.Finished(FinishReason.STOP, null) : finish));
        progress = Progress.DONE;
    }

    @Override
    public Progress progress() {
        return progress;
    }

    @Override
    public boolean content() {
        return content;
    }

    @Override
    public int pending() {
        return parts.size() * WEIGHT;
    }

    @Override
    public void moveTo(Collection<ReplyPart> target) {
        target.addAll(parts);
        parts.clear();
    }

    @Override
    public Usage usage() {
        return usage == null ? Usage.NONE : usage;
    }

    @Override
    public boolean counted() {
        return usage != null && progress != Progress.OPEN;
    }

    @Override
    public Produced.Tokens produced() {
        return produced.tokens(events);
    }
}
