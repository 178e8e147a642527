package io.hexforge.adapter.redis;

import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisBusyException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisURIHelper;

/// A pool of connections to one Redis server. Connects when it is first used, and again after the server was away.
///
/// Not meant for commands that block. Safe for concurrent use.
public final class RedisConnection implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 32;
    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration FREE_CONNECTION = Duration.ofMillis(500);
    private static final Duration IMPATIENT = Duration.ofMillis(50);

    private final RedisClient client;

    /// No call waits longer than about two seconds: half a second for a free connection, half a second to connect, one
    /// for the answer.
    ///
    /// @param url `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS
    public RedisConnection(URI url) {
        this(url, FREE_CONNECTION, CONNECT, ANSWER);
    }

    /// For what stands in the way of a request: 50 ms for each of the three, and no longer.
    public static RedisConnection impatient(URI url) {
        return new RedisConnection(url, IMPATIENT, IMPATIENT, IMPATIENT);
    }

    private RedisConnection(URI url, Duration freeConnection, Duration connect, Duration answer) {
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(MAX_CONNECTIONS);
        pool.setMaxIdle(MAX_CONNECTIONS);
        pool.setMaxWait(freeConnection);
        var config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis((int) connect.toMillis())
                .socketTimeoutMillis((int) answer.toMillis())
                .user(JedisURIHelper.getUser(url))
                .password(JedisURIHelper.getPassword(url))
                .database(JedisURIHelper.getDBIndex(url))
                .sslOptions(JedisURIHelper.isRedisSSLScheme(url) ? SslOptions.defaults() : null)
                .clientName("hexforge")
                .build();
        this.client = RedisClient.builder()
                .hostAndPort(url.getHost(), url.getPort() < 0 ? 6379 : url.getPort())
                .clientConfig(config)
                .poolConfig(pool)
                .build();
    }

    /// Runs `command`.
    ///
    /// @throws PortException whatever goes wrong
    public <T extends @Nullable Object> T run(Function<RedisClient, T> command) {
        try {
            return command.apply(client);
        } catch (JedisException e) {
            if (e instanceof JedisConnectionException) {
                // The other idle connections are most likely dead too: each would fail one more call.
                client.getPool().clear();
            }
            throw new PortException(kindOf(e), "Redis: " + e.getMessage(), e);
        }
    }

    private static Kind kindOf(JedisException e) {
        if (e instanceof JedisDataException && !(e instanceof JedisBusyException)) {
            return startsUp(e) ? Kind.UNAVAILABLE : Kind.BROKEN;
        }
        return e instanceof JedisConnectionException && !neverSent(e) ? Kind.TIMEOUT : Kind.UNAVAILABLE;
    }

    private static boolean startsUp(JedisException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("LOADING") || message.startsWith("MASTERDOWN") || message.startsWith("READONLY");
    }

    /// {@return whether there was no connection to send the command over}
    private static boolean neverSent(JedisException e) {
        boolean timedOut = false;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            timedOut |= cause instanceof SocketTimeoutException;
        }
        return !timedOut && String.valueOf(e.getMessage()).startsWith("Failed to");
    }

    @Override
    public void close() {
        client.close();
    }
}
