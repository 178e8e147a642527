package io.hexforge.app;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.adapter.redis.ops.RedisDependency;
import io.hexforge.adapter.redis.ops.RedisIdempotencyStore;
import io.hexforge.app.config.Config;
import io.hexforge.ports.driven.ops.Dependency;
import io.hexforge.ports.driven.ops.IdempotencyStore;
import io.hexforge.ports.inprocess.ops.InProcessIdempotencyStore;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;

/// What nodes share quickly: through Redis if there is one, else this node is alone.
///
/// @param stop ends what was started for it
record Shared(IdempotencyStore idempotency, List<Dependency> dependencies, Runnable stop) implements AutoCloseable {
    private static final long IDEMPOTENCY_BYTES = 64L << 20;

    static Shared start(Config config, InstantSource clock) {
        URI url = config.redisUrl();
        if (url == null) {
            return new Shared(new InProcessIdempotencyStore(clock, IDEMPOTENCY_BYTES), List.of(), () -> {});
        }
        var redis = new RedisConnection(url);
        return new Shared(new RedisIdempotencyStore(redis), List.of(new RedisDependency(redis)), redis::close);
    }

    @Override
    public void close() {
        stop.run();
    }
}
