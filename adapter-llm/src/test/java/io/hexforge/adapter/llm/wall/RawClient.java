package io.hexforge.adapter.llm.wall;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// A client without any manners: it sends a request and tells what bytes came and how the connection ended.
final class RawClient implements AutoCloseable {
    /// How the wall's side ended.
    enum End {
        CLOSED,
        RESET,
        OPEN
    }

    /// @param packets what each read brought
    record Heard(List<byte[]> packets, End end) {
        String text() {
            var all = new ByteArrayOutputStream();
            packets.forEach(all::writeBytes);
            return all.toString(StandardCharsets.UTF_8);
        }

        String body() {
            return text().substring(text().indexOf("\r\n\r\n") + 4);
        }
    }

    private final Socket socket;

    RawClient(Wall wall) throws IOException {
        socket = new Socket("127.0.0.1", wall.port());
        socket.setTcpNoDelay(true);
    }

    /// HTTP/1.0, so that the body comes as it is, without chunks around it.
    static String chat(String text, boolean stream) {
        return chat("HTTP/1.0", text, stream);
    }

    static String chat(String version, String text, boolean stream) {
        return post(
                version,
                "{\"model\":\"gpt-4o-mini\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":"
                        + Json.quoted(text) + "}]}");
    }

    static String post(String version, String body) {
        return "POST /v1/chat/completions " + version + "\r\nauthorization: Bearer " + Wall.KEY + "\r\ncontent-length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    RawClient send(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /// Listens until the connection ends, the text is as wished, or nothing has come for `patienceMillis`.
    Heard listen(int patienceMillis, Predicate<String> enough) throws IOException {
        socket.setSoTimeout(patienceMillis);
        var packets = new ArrayList<byte[]>();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[64 << 10];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                packets.add(Arrays.copyOf(buffer, read));
                if (enough.test(new Heard(packets, End.OPEN).text())) {
                    return new Heard(packets, End.OPEN);
                }
            }
            return new Heard(packets, End.CLOSED);
        } catch (SocketTimeoutException e) {
            return new Heard(packets, End.OPEN);
        } catch (IOException e) {
            return new Heard(packets, End.RESET);
        }
    }

    /// Listens to the end, or until nothing has come for a second.
    Heard listen() throws IOException {
        return listen(1_000, text -> false);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
