package io.hexforge.adapter.llm.gateway;

import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Frames on their way to the client, as bytes.
final class RelayBuffer {
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private ReplyPart.@Nullable Counts counts;

    void add(ServerSentEvent event) {
        String name = event.name();
        if (name != null) {
            bytes.writeBytes(EVENT);
            bytes.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            bytes.write('\n');
        }
        bytes.writeBytes(DATA);
        bytes.write(event.bytes(), event.from(), event.to() - event.from());
        bytes.write('\n');
        bytes.write('\n');
    }

    /// Adds an event that is an object and tells the final counts.
    void addCounts(ServerSentEvent event, Usage usage) {
        add(event);
        int brace = event.to() - 1;
        while (event.bytes()[brace] != '}') {
            brace--;
        }
        counts = new ReplyPart.Counts(usage, bytes.size() - 2 - (event.to() - brace));
    }

    /// Adds an event without a part of its data.
    void addWithout(ServerSentEvent event, int from, int to) {
        bytes.writeBytes(DATA);
        bytes.write(event.bytes(), event.from(), from - event.from());
        bytes.write(event.bytes(), to, event.to() - to);
        bytes.write('\n');
        bytes.write('\n');
    }

    void add(byte[] frame) {
        bytes.writeBytes(frame);
    }

    int size() {
        return bytes.size();
    }

    void moveTo(Collection<ReplyPart> parts, boolean content) {
        if (bytes.size() > 0) {
            parts.add(new ReplyPart.Frames(bytes.toByteArray(), content, counts));
            bytes.reset();
            counts = null;
        }
    }
}
