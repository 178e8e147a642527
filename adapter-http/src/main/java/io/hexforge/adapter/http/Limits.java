package io.hexforge.adapter.http;

import io.javalin.http.Context;
import java.util.Objects;

/// How large the bodies of requests may be, in bytes.
///
/// @param maxBodyBytes of an ordinary request
/// @param maxChatBodyBytes of a request to a model
public record Limits(int maxBodyBytes, int maxChatBodyBytes) {
    static final String ATTRIBUTE = "io.hexforge.limits";

    public static Limits of(Context ctx) {
        return Objects.requireNonNull((Limits) ctx.req().getServletContext().getAttribute(ATTRIBUTE));
    }
}
