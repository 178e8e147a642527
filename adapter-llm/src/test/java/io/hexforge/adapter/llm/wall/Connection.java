package io.hexforge.adapter.llm.wall;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/// One client's connection. Its thread reads all the time, so that it notices at once when the client leaves; answers
/// that take time are written by a thread of their own.
final class Connection implements Runnable {
    private final Wall wall;
    private final Socket socket;
    private @Nullable Exchange exchange;
    private @Nullable Thread writer;

    Connection(Wall wall, Socket socket) {
        this.wall = wall;
        this.socket = socket;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            var reader = new RequestReader(socket.getInputStream(), out);
            Request request = reader.next();
            while (request != null && serve(request, out)) {
                request = reader.next();
            }
            leave(request == null);
        } catch (IOException | InterruptedException | RuntimeException e) {
            leave(true);
        } finally {
            wall.closed(socket);
        }
    }

    private void leave(boolean clientLeft) {
        Exchange running = exchange;
        if (running != null && clientLeft) {
            running.clientLeft();
        }
        try {
            if (writer != null) {
                writer.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean serve(Request request, OutputStream out) throws IOException, InterruptedException {
        if (writer != null) {
            writer.join();
            writer = null;
            if (exchange != null && exchange.closing()) {
                return false;
            }
        }
        Vendor vendor = wall.vendorOf(request);
        Refusal unauthorized = vendor.unauthorized(request);
        if (unauthorized == null && wall.answersFromMemory(request)) {
            return replay(request, vendor, out);
        }
        Exchange begun = wall.exchange(request, vendor, unauthorized == null, socket, out);
        exchange = begun;
        if (begun.fault() == null && !begun.pace().waits()) {
            begun.run(unauthorized);
            return !begun.closing();
        }
        writer = Thread.startVirtualThread(() -> write(begun, unauthorized));
        return true;
    }

    /// In a benchmark the same request comes again and again, and answers depend on nothing but the request.
    private boolean replay(Request request, Vendor vendor, OutputStream out) throws IOException {
        byte[] known = wall.remembered(request);
        if (known == null) {
            var copy = new ByteArrayOutputStream();
            wall.exchange(request, vendor, true, socket, copy).run(null);
            known = copy.toByteArray();
            wall.remember(request, known);
        }
        out.write(known);
        return true;
    }

    private void write(Exchange begun, @Nullable Refusal unauthorized) {
        try {
            begun.run(unauthorized);
            if (begun.closing()) {
                socket.close();
            }
        } catch (IOException e) {
            closeQuietly();
        } catch (RuntimeException e) {
            closeQuietly();
            throw e;
        }
    }

    private void closeQuietly() {
        try {
            socket.close();
        } catch (IOException e) {
            // Gone is gone.
        }
    }
}
