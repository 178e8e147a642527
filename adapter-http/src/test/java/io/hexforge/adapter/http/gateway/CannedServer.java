package io.hexforge.adapter.http.gateway;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A server that gives the same answer to everything and remembers what it was sent last. For one client at a time.
final class CannedServer implements AutoCloseable {
    private final HttpServer server;
    private volatile String contentType = "application/json";
    private volatile byte[] answer = {};
    private volatile byte[] received = {};

    CannedServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void answerJson(byte[] json) {
        contentType = "application/json";
        answer = json;
    }

    void answerStream(byte[] frames) {
        contentType = "text/event-stream";
        answer = frames;
    }

    byte[] received() {
        return received;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        received = exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
