package io.hexforge.adapter.llm.gateway;

import io.hexforge.adapter.llm.gateway.FrameReader.Frame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The name and the data of a server-sent event; comments, ids and retry times are left out.
///
/// @param bytes holds the data between `from` and `to`; several data lines are joined by spaces, which means the
///     same in JSON
record ServerSentEvent(@Nullable String name, byte[] bytes, int from, int to) {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "event".getBytes(StandardCharsets.US_ASCII);

    static ServerSentEvent of(Frame frame) {
        String name = null;
        byte[] bytes = frame.bytes();
        int dataFrom = -1;
        int dataTo = -1;
        ByteArrayOutputStream joined = null;
        for (int from = frame.from(); from < frame.to(); ) {
            int to = lineEnd(bytes, from, frame.to());
            if (isField(bytes, from, to, DATA)) {
                int value = value(bytes, from + DATA.length, to);
                if (dataFrom < 0) {
                    dataFrom = value;
                    dataTo = to;
                } else {
                    if (joined == null) {
                        joined = new ByteArrayOutputStream();
                        joined.write(bytes, dataFrom, dataTo - dataFrom);
                    }
                    joined.write(' ');
                    joined.write(bytes, value, to - value);
                }
            } else if (isField(bytes, from, to, EVENT)) {
                int value = value(bytes, from + EVENT.length, to);
                name = new String(bytes, value, to - value, StandardCharsets.UTF_8);
            }
            from = to + 1;
        }
        if (joined != null) {
            byte[] all = joined.toByteArray();
            return new ServerSentEvent(name, all, 0, all.length);
        }
        return new ServerSentEvent(name, bytes, Math.max(dataFrom, 0), Math.max(dataTo, 0));
    }

    boolean hasData() {
        return from < to;
    }

    boolean dataIs(byte[] text) {
        return isPrefix(bytes, from, to, text) && to - from == text.length;
    }

    /// {@return whether the data begins and ends as a JSON object does}
    boolean looksLikeObject() {
        return hasData() && bytes[from] == '{' && bytes[to - 1] == '}';
    }

    private static int lineEnd(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    private static boolean isField(byte[] bytes, int from, int to, byte[] name) {
        int colon = from + name.length;
        return isPrefix(bytes, from, to, name) && (colon == to || bytes[colon] == ':');
    }

    private static boolean isPrefix(byte[] bytes, int from, int to, byte[] prefix) {
        if (to - from < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[from + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /// Where the value begins, behind the colon and one space.
    private static int value(byte[] bytes, int colon, int to) {
        int at = Math.min(colon + 1, to);
        return at < to && bytes[at] == ' ' ? at + 1 : at;
    }
}
