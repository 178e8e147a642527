package io.hexforge.adapter.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/// A file that a client sends: in a form (`multipart/form-data`), or as the body itself.
public final class Upload {
    /// For boundaries and headers.
    private static final int FORM_OVERHEAD = 64 << 10;

    private static final int MOST_PARTS = 16;

    private Upload() {}

    /// Reads a file.
    ///
    /// @param part its name in a form
    /// @param limit most bytes
    /// @throws Refused 413 if it is too large, 400 if there is none
    public static byte[] of(Context ctx, String part, int limit) {
        byte[] body = RequestBytes.read(ctx, limit + FORM_OVERHEAD);
        String boundary = boundary(ctx.req().getContentType());
        byte[] file = boundary == null ? body : part(body, boundary, part);
        if (file.length > limit) {
            throw new Refused(Problem.bodyTooLarge(limit));
        }
        if (file.length == 0) {
            throw new BadRequest("", "is empty; a file is expected");
        }
        return file;
    }

    /// {@return null unless the body is a form}
    private static @Nullable String boundary(@Nullable String contentType) {
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            return null;
        }
        String boundary = MultiPart.extractBoundary(contentType);
        if (boundary == null) {
            throw new BadRequest("", "is a form without a boundary");
        }
        return boundary;
    }

    private static byte[] part(byte[] body, String boundary, String name) {
        var parser = new MultiPartFormData.Parser(boundary);
        parser.setMaxParts(MOST_PARTS);
        parser.setMaxMemoryFileSize(-1);
        var parsed = new CompletableFuture<MultiPartFormData.Parts>();
        parser.parse(new ByteBufferContentSource(ByteBuffer.wrap(body)), Promise.Invocable.toPromise(parsed));
        try (MultiPartFormData.Parts parts = parsed.join()) {
            MultiPart.Part part = parts.getFirst(name);
            if (part == null) {
                throw new BadRequest("", "has no part that is named " + name);
            }
            ByteBuffer content = Content.Source.asByteBuffer(part.getContentSource());
            byte[] bytes = new byte[content.remaining()];
            content.get(bytes);
            return bytes;
        } catch (CompletionException | IOException e) {
            throw new BadRequest("", "is not a well-formed form");
        }
    }
}
