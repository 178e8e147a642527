package io.hexforge.adapter.redis.ops;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.domain.ops.HealthState;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.ops.Dependency;
import redis.clients.jedis.UnifiedJedis;

/// Whether Redis answers. Not required: without it each node goes on by itself, and says that it is degraded.
public final class RedisDependency implements Dependency {
    private final RedisConnection redis;

    public RedisDependency(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public HealthState check() {
        try {
            redis.run(UnifiedJedis::ping);
            return HealthState.up();
        } catch (PortException e) {
            return HealthState.down(String.valueOf(e.getMessage()));
        }
    }
}
