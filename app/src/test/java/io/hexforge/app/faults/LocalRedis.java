package io.hexforge.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/// A Redis server on a free port of this machine. It keeps nothing on the disk.
public final class LocalRedis implements AutoCloseable {
    private final int port = freePort();
    private final RedisServer server;

    public LocalRedis() {
        try {
            server = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .build();
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return its address as `REDIS_URL` has it}
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /// Starts it again, empty.
    public void restart() {
        close();
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return a port of this machine that nothing listens on}
    public static int freePort() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
