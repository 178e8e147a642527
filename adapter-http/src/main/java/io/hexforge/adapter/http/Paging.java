package io.hexforge.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.domain.Page;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Lists are cut by `?limit=` (1..100, default 20) and continued by the opaque `?cursor=` of the answer before.
public final class Paging {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final int CURSOR_BYTES = 2 * Long.BYTES + Integer.BYTES;

    private Paging() {}

    /// A list as it is answered.
    ///
    /// @param nextCursor how to ask for the next items; null at the end
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Listing<T>(List<T> items, @Nullable String nextCursor) {}

    /// Reads what slice a request wants.
    public static Page.Request request(Context ctx) {
        return new Page.Request(after(ctx.queryParam("cursor")), limit(ctx.queryParam("limit")));
    }

    public static <T, B> Listing<B> listing(Page<T> page, Function<T, B> body) {
        UUID next = page.next();
        return new Listing<>(page.items().stream().map(body).toList(), next == null ? null : cursor(next));
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        throw new Refused(invalidQuery("limit must be a whole number from 1 to " + MAX_LIMIT));
    }

    static String cursor(UUID id) {
        ByteBuffer bytes = ByteBuffer.allocate(CURSOR_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        bytes.putInt(checksum(bytes.array()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    private static @Nullable UUID after(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            var buffer = ByteBuffer.wrap(bytes);
            if (bytes.length == CURSOR_BYTES && buffer.getInt(2 * Long.BYTES) == checksum(bytes)) {
                return new UUID(buffer.getLong(0), buffer.getLong(Long.BYTES));
            }
        } catch (IllegalArgumentException e) {
            // Refused below, like one with a wrong checksum.
        }
        throw new Refused(invalidQuery("cursor is not one that this server gave out"));
    }

    private static int checksum(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes, 0, 2 * Long.BYTES);
        return (int) crc.getValue();
    }

    private static Problem invalidQuery(String detail) {
        return Problem.of(400, "invalid_query", "A query parameter is not valid", detail);
    }
}
