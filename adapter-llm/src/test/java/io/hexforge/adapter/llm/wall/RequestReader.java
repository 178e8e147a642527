package io.hexforge.adapter.llm.wall;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads HTTP/1 requests off one connection, one after another.
final class RequestReader {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final int LONGEST_HEAD = 4 << 20;

    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[16 << 10];
    private int from;
    private int until;

    RequestReader(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /// {@return the next request, or null when the client has closed its side}
    @Nullable
    Request next() throws IOException {
        int end = endOfHead();
        if (end < 0) {
            return null;
        }
        String head = new String(buffer, from, end - from, StandardCharsets.ISO_8859_1);
        from = end + 4;
        int line = head.indexOf('\r');
        String[] words = (line < 0 ? head : head.substring(0, line)).split(" ");
        if (words.length != 3) {
            throw new IOException("not an HTTP request line: " + Arrays.toString(words));
        }
        var headers = line < 0 ? Map.<String, String>of() : headers(head, line + 2);
        byte[] body = body(headers);
        int question = words[1].indexOf('?');
        String path = question < 0 ? words[1] : words[1].substring(0, question);
        String query = question < 0 ? "" : words[1].substring(question + 1);
        boolean modern = words[2].equals("HTTP/1.1");
        String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
        boolean keepAlive = modern ? !connection.contains("close") : connection.contains("keep-alive");
        return new Request(words[0], path, query, headers, body, keepAlive, modern);
    }

    private static Map<String, String> headers(String head, int start) {
        var headers = new HashMap<String, String>();
        for (int at = start; at < head.length(); ) {
            int end = head.indexOf("\r\n", at);
            end = end < 0 ? head.length() : end;
            int colon = head.indexOf(':', at);
            if (colon > at && colon < end) {
                headers.put(
                        head.substring(at, colon).toLowerCase(Locale.ROOT),
                        head.substring(colon + 1, end).strip());
            }
            at = end + 2;
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        boolean chunked = headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked");
        String length = headers.get("content-length");
        if (!chunked && (length == null || length.equals("0"))) {
            return new byte[0];
        }
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write(CONTINUE);
        }
        return chunked ? chunks() : exactly(Integer.parseInt(length));
    }

    private byte[] chunks() throws IOException {
        var whole = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            int extension = size.indexOf(';');
            int length = Integer.parseInt((extension < 0 ? size : size.substring(0, extension)).strip(), 16);
            if (length == 0) {
                while (!line().isEmpty()) {
                    // Trailers are of no interest.
                }
                return whole.toByteArray();
            }
            whole.write(exactly(length));
            line();
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        while (true) {
            if (from == until && !fill()) {
                throw new EOFException("the client left within a body");
            }
            char c = (char) (buffer[from++] & 0xff);
            if (c == '\n') {
                return line.toString();
            }
            if (c != '\r') {
                line.append(c);
            }
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = new byte[length];
        int have = Math.min(length, until - from);
        System.arraycopy(buffer, from, bytes, 0, have);
        from += have;
        if (in.readNBytes(bytes, have, length - have) < length - have) {
            throw new EOFException("the client left within a body");
        }
        return bytes;
    }

    private int endOfHead() throws IOException {
        int scanned = from;
        while (true) {
            for (int i = scanned; i + 3 < until; i++) {
                if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                    return i;
                }
            }
            int seen = Math.max(0, until - from - 3);
            if (!fill()) {
                return -1;
            }
            scanned = from + seen;
        }
    }

    private boolean fill() throws IOException {
        if (from == until) {
            from = 0;
            until = 0;
        } else if (until == buffer.length) {
            int rest = until - from;
            if (rest > LONGEST_HEAD) {
                throw new IOException("the request's head is too long");
            }
            buffer = Arrays.copyOfRange(buffer, from, from + Math.max(buffer.length, 2 * rest));
            from = 0;
            until = rest;
        }
        int read = in.read(buffer, until, buffer.length - until);
        if (read < 0) {
            return false;
        }
        until += read;
        return true;
    }
}
