package io.hexforge.adapter.http;

import io.hexforge.domain.ops.StoredAnswer;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/// Writes whole answers: status, length and body leave in one packet.
public final class Answers {
    private static final String JSON = "application/json";

    private Answers() {}

    /// {@return an answer whose body is `value` as JSON}
    public static StoredAnswer json(int status, Object value) {
        return new StoredAnswer(status, JSON, Json.bytes(value));
    }

    /// {@return an answer whose body is JSON in UTF-8 already}
    public static StoredAnswer json(int status, byte[] body) {
        return new StoredAnswer(status, JSON, body);
    }

    public static void send(Context ctx, StoredAnswer answer) {
        HttpServletResponse response = ctx.res();
        response.setStatus(answer.status());
        response.setContentType(null); // forgets the charset of the default type
        response.setContentType(answer.contentType());
        response.setContentLength(answer.body().length);
        try {
            response.getOutputStream().write(answer.body());
        } catch (IOException clientLeft) {
            Connections.cut(ctx.req());
        }
    }
}
