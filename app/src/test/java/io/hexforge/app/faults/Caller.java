package io.hexforge.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// A client that may leave at any time.
public final class Caller implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;

    private final Socket socket;
    private final StringBuilder heard = new StringBuilder();

    private Caller(Socket socket) {
        this.socket = socket;
    }

    static Caller send(int port, String head, byte[] body) {
        try {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            var out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            return new Caller(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads until `text` has come.
    public Caller awaitText(String text) {
        byte[] buffer = new byte[8 << 10];
        try {
            while (heard.indexOf(text) < 0) {
                int read = socket.getInputStream().read(buffer);
                if (read < 0) {
                    throw new AssertionError("ended before '" + text + "': " + heard);
                }
                heard.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(heard.toString(), e);
        }
    }

    /// {@return when the connection was closed}
    public Instant leave() {
        close();
        return Instant.now();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
