package io.hexforge.adapter.llm.wall;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a client sent, read whole.
///
/// @param path without the query, percent-decoding left undone
/// @param query what follows the `?`, or the empty string
/// @param headers names in lower case; of repeated ones the last
/// @param keepAlive whether the connection outlives the answer
/// @param chunkedAnswers whether the client understands chunked answers (HTTP/1.1)
public record Request(
        String method,
        String path,
        String query,
        Map<String, String> headers,
        byte[] body,
        boolean keepAlive,
        boolean chunkedAnswers) {

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
