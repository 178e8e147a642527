package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Frames of server-sent events (WHATWG HTML, section 9.2) that wait to be written. Not safe for concurrent use.
final class SseBuffer {
    private static final int FIRST_SIZE = 1024;
    private static final int ENOUGH = 16 << 10;
    private static final byte[] EVENT = ascii("event: ");
    private static final byte[] DATA = ascii("data: ");

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;

    /// Adds a frame.
    ///
    /// @param event the event's name, or null for none
    /// @param data what its data are when written as JSON
    void frame(@Nullable String event, Object data) {
        frame(event, Json.bytes(data));
    }

    /// @param data a text without line breaks
    void frame(@Nullable String event, byte[] data) {
        if (event != null) {
            add(EVENT);
            add(ascii(event));
            add('\n');
        }
        add(DATA);
        add(data);
        add('\n');
        add('\n');
    }

    /// Adds whole frames as they are.
    void frames(byte[] frames, int from, int count) {
        room(count);
        System.arraycopy(frames, from, bytes, length, count);
        length += count;
    }

    /// {@return whether so much waits that it should be written, though more is at hand}
    boolean isFull() {
        return length >= ENOUGH;
    }

    /// Hands everything over and is empty again.
    void drainTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    private void add(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    private void add(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
