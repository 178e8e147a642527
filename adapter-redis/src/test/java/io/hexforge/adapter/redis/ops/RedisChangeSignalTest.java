package io.hexforge.adapter.redis.ops;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.adapter.redis.TestRedis;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.ops.ChangeSignal;
import io.hexforge.ports.driven.ops.ChangeSignalContract;
import java.net.URI;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RedisChangeSignalTest implements ChangeSignalContract {
    @AutoClose
    private static final TestRedis server = new TestRedis();

    private static final RedisConnection redis = server.connection();

    @Override
    public ChangeSignal signal() {
        return new RedisChangeSignal(redis);
    }

    @Override
    public ChangeSignal elsewhere() {
        return new RedisChangeSignal(redis);
    }

    @Test
    void says_that_the_server_is_away() {
        try (var nowhere = RedisConnection.impatient(URI.create("redis://127.0.0.1:1"))) {
            assertThatExceptionOfType(PortException.class).isThrownBy(() -> new RedisChangeSignal(nowhere).raise("a"));
        }
    }
}
