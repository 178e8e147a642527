package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.gateway.FrameReader.Frame;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/// Relays an Anthropic stream to a client that speaks the same, as bytes. Text deltas are told by the event's name
/// and not parsed.
final class AnthropicRelay implements ReplyReader {
    private static final byte[] STOP_FRAME =
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n".getBytes(StandardCharsets.US_ASCII);

    private final String provider;
    private final RelayBuffer buffer = new RelayBuffer();
    private final AnthropicUsage usage = new AnthropicUsage();
    private final Produced produced;
    private Progress progress = Progress.OPEN;
    private boolean content;

    AnthropicRelay(String provider, TokenGuess guess) {
        this.provider = provider;
        this.produced = new Produced(guess);
    }

    @Override
    public void accept(Frame frame) throws UpstreamFailure {
        var event = ServerSentEvent.of(frame);
        if (!event.hasData()) {
            return;
        }
        if (!event.looksLikeObject()) {
            if (frame.terminated()) {
                throw UpstreamFailure.malformed("an event that is not JSON");
            }
            return;
        }
        String name = event.name();
        if (content && "content_block_delta".equals(name) && frame.terminated()) {
            produced.add(event.bytes(), event.from(), event.to());
            buffer.add(event);
            return;
        }
        ObjectNode data = Json.object(event.bytes(), event.from(), event.to())
                .orElseThrow(() -> UpstreamFailure.malformed("an event that is not JSON"));
        String type = Json.text(data, "type", name == null ? "" : name);
        look(type, data);
        if (type.equals("content_block_delta")) {
            produced.add(event.bytes(), event.from(), event.to());
        }
        buffer.add(name == null ? new ServerSentEvent(type, event.bytes(), event.from(), event.to()) : event);
    }

    private void look(String type, ObjectNode data) throws UpstreamFailure {
        switch (type) {
            case "message_start" -> usage.add(data.path("message").path("usage"));
            case "content_block_start" ->
                content |= !data.path("content_block").path("type").asText().matches("text|thinking");
            case "content_block_delta" -> content = true;
            case "message_delta" -> {
                usage.add(data.path("usage"));
                content = true;
                if (Json.has(data.path("delta"), "stop_reason")) {
                    progress = Progress.COUNTED;
                }
            }
            case "message_stop" -> progress = Progress.DONE;
            case "error" -> throw new UpstreamFailure(Faults.inAnswer(provider, data));
            default -> {}
        }
    }

    @Override
    public void complete() {
        if (progress != Progress.DONE) {
            buffer.add(STOP_FRAME);
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
        return usage.total();
    }

    @Override
    public boolean counted() {
        return progress != Progress.OPEN;
    }

    @Override
    public Produced.Tokens produced() {
        return produced.tokens(new AnthropicEvents());
    }
}
