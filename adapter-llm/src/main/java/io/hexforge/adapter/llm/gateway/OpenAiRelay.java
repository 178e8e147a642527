package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.gateway.FrameReader.Frame;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Relays an OpenAI stream to a client that speaks the same, as bytes.
///
/// A chunk is parsed only while nothing visible has come yet, and where [OpenAiMarks] find more than text in it.
/// Counts that the client did not ask for are left out.
final class OpenAiRelay implements ReplyReader {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DONE_FRAME = "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);

    private final String provider;
    private final boolean usageWanted;
    private final RelayBuffer buffer = new RelayBuffer();
    private final Produced produced;
    private Progress progress = Progress.OPEN;
    private boolean content;
    private @Nullable Usage usage;

    OpenAiRelay(String provider, boolean usageWanted, TokenGuess guess) {
        this.provider = provider;
        this.usageWanted = usageWanted;
        this.produced = new Produced(guess);
    }

    @Override
    public void accept(Frame frame) throws UpstreamFailure {
        var event = ServerSentEvent.of(frame);
        if (!event.hasData()) {
            return;
        }
        if (event.dataIs(DONE)) {
            end();
            return;
        }
        if (!event.looksLikeObject()) {
            if (frame.terminated()) {
                throw UpstreamFailure.malformed("an event that is not JSON");
            }
            return;
        }
        var marks = OpenAiMarks.of(event.bytes(), event.from(), event.to());
        ObjectNode chunk = content && !marks.usage() && !marks.error() && frame.terminated() ? null : parse(event);
        if (chunk != null) {
            look(chunk);
        }
        if (marks.finish()) {
            content = true;
            advance(usage == null ? Progress.FINISHED : Progress.COUNTED);
        }
        if (content) {
            produced.add(event.bytes(), event.from(), event.to());
        }
        relay(event, marks, chunk);
    }

    private static ObjectNode parse(ServerSentEvent event) throws UpstreamFailure {
        return Json.object(event.bytes(), event.from(), event.to())
                .orElseThrow(() -> UpstreamFailure.malformed("an event that is not JSON"));
    }

    private void look(ObjectNode chunk) throws UpstreamFailure {
        if (Json.has(chunk, "error")) {
            throw new UpstreamFailure(Faults.inAnswer(provider, chunk));
        }
        content |= OpenAiChunks.visible(chunk);
        Usage counted = OpenAiChunks.usage(chunk);
        if (counted != null) {
            usage = counted;
            if (progress == Progress.FINISHED) {
                advance(Progress.COUNTED);
            }
        }
    }

    private void relay(ServerSentEvent event, OpenAiMarks marks, @Nullable ObjectNode chunk) {
        boolean countsOnly = marks.usage() && chunk != null && isEmpty(chunk.get("choices"));
        if (countsOnly && !usageWanted) {
            return;
        }
        if (marks.nullUsage() >= 0 && !usageWanted) {
            buffer.addWithout(event, marks.nullUsage(), marks.nullUsageEnd());
        } else if (countsOnly && usage != null) {
            buffer.addCounts(event, usage);
        } else {
            buffer.add(event);
        }
    }

    private static boolean isEmpty(@Nullable JsonNode choices) {
        return choices == null || choices.isNull() || choices.isEmpty();
    }

    private void advance(Progress to) {
        if (progress.compareTo(to) < 0) {
            progress = to;
        }
    }

    private void end() throws UpstreamFailure {
        if (!content) {
            throw new UpstreamFailure(
                    UpstreamFault.of(Kind.TRUNCATED, "the provider ended its answer before it began"));
        }
        complete();
    }

    @Override
    public void complete() {
        if (progress != Progress.DONE) {
            buffer.add(DONE_FRAME);
            progress = Progress.DONE;
        }
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
        return buffer.size();
    }

    @Override
    public void moveTo(Collection<ReplyPart> parts) {
        buffer.moveTo(parts, content);
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
        return produced.tokens(new OpenAiEvents());
    }
}
