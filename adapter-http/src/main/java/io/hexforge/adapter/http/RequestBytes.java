package io.hexforge.adapter.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;

/// The bytes of a request's body, read whole within a limit.
public final class RequestBytes {
    private static final int FIRST_CHUNK = 16 << 10;
    private static final String FORM = "application/x-www-form-urlencoded";

    private RequestBytes() {}

    /// Reads a JSON body.
    ///
    /// @param limit most bytes; a larger body is refused before it is read as far as its length is declared
    /// @throws Refused 413 if it is too large, 415 if it is no JSON, 400 if it is no UTF-8 or ends early
    public static byte[] json(Context ctx, int limit) {
        requireJson(ctx.req().getContentType(), ctx.header("Content-Encoding"));
        byte[] body = read(ctx, limit);
        requireUtf8(body);
        return body;
    }

    static boolean isForm(Context ctx) {
        String type = ctx.req().getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(FORM);
    }

    /// Reads the body of a form, in UTF-8.
    ///
    /// @throws Refused 413 if it is too large, 400 if it is malformed or names a field twice
    static Map<String, String> form(Context ctx, int limit) {
        byte[] body = read(ctx, limit);
        requireUtf8(body);
        var fields = new LinkedHashMap<String, String>();
        for (String field : new String(body, StandardCharsets.UTF_8).split("&")) {
            int equals = field.indexOf('=');
            String name = decoded(equals < 0 ? field : field.substring(0, equals));
            String value = equals < 0 ? "" : decoded(field.substring(equals + 1));
            if (!field.isEmpty() && fields.put(name, value) != null) {
                throw new BadRequest("/" + name, "is there twice");
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequest("", "is not a well-formed form");
        }
    }

    /// Reads a body of whatever type.
    ///
    /// @param limit most bytes; a larger body is refused before it is read as far as its length is declared
    /// @throws Refused 413 if it is too large, 400 if it ends early
    static byte[] read(Context ctx, int limit) {
        long declared = ctx.req().getContentLengthLong();
        if (declared > limit) {
            throw new Refused(Problem.bodyTooLarge(limit));
        }
        try {
            InputStream in = ctx.req().getInputStream();
            return declared >= 0 ? readDeclared(in, (int) declared) : readChunked(in, limit);
        } catch (IOException e) {
            throw unreadable(e);
        } catch (HttpException.RuntimeException e) {
            throw new BadRequest("", "is not framed as HTTP demands");
        }
    }

    private static byte[] readDeclared(InputStream in, int length) throws IOException {
        byte[] body = in.readNBytes(length);
        if (body.length < length || in.read() >= 0) {
            throw new BadRequest("", "has not the length that it declared");
        }
        return body;
    }

    private static byte[] readChunked(InputStream in, int limit) throws IOException {
        byte[] buffer = new byte[Math.min(FIRST_CHUNK, limit)];
        int length = 0;
        while (true) {
            int read = in.read(buffer, length, buffer.length - length);
            if (read < 0) {
                return Arrays.copyOf(buffer, length);
            }
            length += read;
            if (length == buffer.length) {
                if (length == limit) {
                    if (in.read() < 0) {
                        return buffer;
                    }
                    throw new Refused(Problem.bodyTooLarge(limit));
                }
                buffer = Arrays.copyOf(buffer, (int) Math.min(2L * length, limit));
            }
        }
    }

    private static Refused unreadable(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return new Refused(
                        Problem.of(408, "request_timeout", "The request took too long", "the body came too slowly")
                                .with("Connection", "close"));
            }
        }
        return new BadRequest("", "could not be read to its end");
    }

    private static void requireJson(@Nullable String type, @Nullable String encoding) {
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new Refused(Problem.unsupportedMediaType("the body must not be compressed, but it is " + encoding));
        }
        if (type == null) {
            return;
        }
        String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
        String media = parts[0].strip();
        if (!media.equals("application/json") && !(media.startsWith("application/") && media.endsWith("+json"))) {
            throw new Refused(
                    Problem.unsupportedMediaType("Content-Type must be application/json, but it is " + media));
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].replace("\"", "").replace(" ", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw new Refused(Problem.unsupportedMediaType("JSON must be in UTF-8, but this has " + parameter));
            }
        }
    }

    private static void requireUtf8(byte[] body) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(body);
        CharBuffer out = CharBuffer.allocate(Math.min(Math.max(body.length, 1), FIRST_CHUNK));
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw new BadRequest("", "is not UTF-8: the byte at offset " + in.position() + " is wrong");
        }
    }
}
