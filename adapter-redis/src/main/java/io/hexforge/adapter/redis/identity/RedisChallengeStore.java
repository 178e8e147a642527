package io.hexforge.adapter.redis.identity;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.ports.driven.identity.ChallengeStore;
import java.time.Duration;
import java.util.Optional;
import redis.clients.jedis.params.SetParams;

/// Challenges in Redis, for all nodes: a string for each; Redis itself forgets what is over. Safe for concurrent use.
public final class RedisChallengeStore implements ChallengeStore {
    private static final String PREFIX = "hexforge:challenge:";

    private final RedisConnection redis;

    public RedisChallengeStore(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public void put(String key, String payload, Duration ttl) {
        redis.run(client ->
                client.set(PREFIX + key, payload, SetParams.setParams().px(Math.max(1, ttl.toMillis()))));
    }

    @Override
    public Optional<String> take(String key) {
        return Optional.ofNullable(redis.run(client -> client.getDel(PREFIX + key)));
    }
}
