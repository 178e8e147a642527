package io.hexforge.adapter.redis.ops;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.ports.driven.ops.ChangeSignal;

/// Signals through Redis: a counter for each topic. Safe for concurrent use.
public final class RedisChangeSignal implements ChangeSignal {
    private static final String PREFIX = "hexforge:changes:";

    private final RedisConnection redis;

    public RedisChangeSignal(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public void raise(String topic) {
        redis.run(client -> client.incr(PREFIX + topic));
    }

    @Override
    public long count(String topic) {
        String count = redis.run(client -> client.get(PREFIX + topic));
        return count == null ? 0 : Long.parseLong(count);
    }
}
