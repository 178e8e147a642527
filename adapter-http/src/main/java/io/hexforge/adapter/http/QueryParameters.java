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

    public static @Nullable Long wholeNumber(Context ctx, String name, long from, long to) {
        String text = ctx.queryParam(name);
        try {
            if (text == null) {
                return null;
            }
            long number = Long.parseLong(text);
            if (number >= from && number <= to) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw invalid(name + " must be a whole number from " + from + (to == Long.MAX_VALUE ? "" : " to " + to));
    }

    /// {@return whether it is there and true; `1`, and nothing after the name, are true}
    public static boolean flag(Context ctx, String name) {
        return switch (ctx.queryParam(name)) {
            case null -> false;
            case "true", "1", "" -> true;
            case "false", "0" -> false;
            default -> throw invalid(name + " must be true or false");
        };
    }

    /// {@return the refusal of a query parameter}
    public static Refused invalid(String detail) {
        return new Refused(Problem.of(400, "invalid_query", "A query parameter is not valid", detail));
    }
}
