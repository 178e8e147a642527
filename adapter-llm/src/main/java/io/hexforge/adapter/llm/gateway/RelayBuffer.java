package io.hexforge.adapter.llm.gateway;

import io.hexforge.domain.gateway.ReplyPart;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/// Frames on their way to the client, as bytes.
final class RelayBuffer {
    private static final byte[] EVENT = "event: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

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
            parts.add(new ReplyPart.Frames(bytes.toByteArray(), content));
            bytes.reset();
        }
    }
}
