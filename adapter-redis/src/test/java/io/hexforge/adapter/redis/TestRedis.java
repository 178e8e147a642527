package io.hexforge.adapter.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import redis.embedded.RedisServer;

/// A Redis server of its own on a free port of this machine, with a password.
public final class TestRedis implements AutoCloseable {
    private static final String PASSWORD = "p%40ss:w";

    private final int port;
    private final RedisConnection connection;
    private RedisServer server;

    public TestRedis() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server = started();
        connection = new RedisConnection(url());
    }

    /// {@return a connection that is closed with the server}
    public RedisConnection connection() {
        return connection;
    }

    public URI url() {
        return URI.create("redis://:" + PASSWORD + "@127.0.0.1:" + port + "/3");
    }

    public void start() {
        server = started();
    }

    @Override
    public void close() {
        connection.close();
        stop();
    }

    public void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RedisServer started() {
        try {
            RedisServer fresh = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .setting("requirepass p@ss:w")
                    .build();
            fresh.start();
            return fresh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
