package io.hexforge.app.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A balancer that knows nothing of HTTP: each connection goes to the next node that accepts one.
final class RoundRobin implements AutoCloseable {
    private final ServerSocket server;
    private final List<Integer> nodes;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    RoundRobin(List<Integer> nodes) {
        this.nodes = List.copyOf(nodes);
        try {
            this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> connect(client));
            }
        } catch (IOException e) {
            // The balancer was closed.
        }
    }

    private void connect(Socket client) {
        for (int i = 0; i < nodes.size(); i++) {
            int port = nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
            try {
                var node = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.addAll(List.of(client, node));
                Thread.ofVirtual().start(() -> pump(client, node));
                pump(node, client);
                return;
            } catch (IOException refused) {
                // The next one, then.
            }
        }
        close(client);
    }

    private void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Either side has gone.
        } finally {
            close(from);
            close(to);
        }
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed in any case.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List.copyOf(sockets).forEach(this::close);
    }
}
