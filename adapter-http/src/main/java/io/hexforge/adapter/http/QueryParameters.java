package io.hexforge.adapter.http;

import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads optional query parameters; what cannot be understood is 400.
public final class QueryParameters {
    private QueryParameters() {}

    /// Refuses the one character that no store keeps, wherever it stands.
    static void requireNoNul(Context ctx) {
        String query = ctx.queryString();
        if (query != null && query.contains("%00")) {
            throw invalid("no parameter may hold the character U+0000");
        }
    }

    public static @Nullable UUID id(Context ctx, String name) {
        String text = ctx.queryParam(name);
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw invalid(name + " must be a UUID");
        }
    }

    public static @Nullable Instant instant(Context ctx, String name) {
        String text = ctx.queryParam(name);
        try {
            return text == null ? null : Rfc3339.instant(text);
        } catch (DateTimeException e) {
            throw invalid(name + " must be an instant such as 2030-01-31T12:00:00Z");
        }
    }

    /// {@return the refusal of a query parameter}
    public static Refused invalid(String detail) {
        return new Refused(Problem.of(400, "invalid_query", "A query parameter is not valid", detail));
    }
}
