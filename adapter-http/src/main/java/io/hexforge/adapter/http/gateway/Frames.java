package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Collects named server-sent events. Not safe for concurrent use.
final class Frames {
    private static final byte[] DATA = "\ndata: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    /// @param data becomes one line of JSON
    Frames add(String event, Object data) {
        return addJson(event, Json.bytes(data));
    }

    /// @param json a JSON text without line breaks, in UTF-8
    Frames addJson(String event, byte[] json) {
        bytes.writeBytes(("event: " + event).getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(DATA);
        bytes.writeBytes(json);
        bytes.writeBytes(END);
        return this;
    }

    /// {@return what was collected since the last call}
    byte[] take() {
        byte[] taken = bytes.toByteArray();
        bytes.reset();
        return taken;
    }
}
