package io.hexforge.app;

import io.hexforge.adapter.caffeine.gateway.CaffeineAnswerCache;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.identity.PostgresChallengeStore;
import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.adapter.redis.gateway.RedisAnswerCache;
import io.hexforge.adapter.redis.gateway.RedisFleetBoard;
import io.hexforge.adapter.redis.identity.RedisChallengeStore;
import io.hexforge.adapter.redis.ops.RedisChangeSignal;
import io.hexforge.adapter.redis.ops.RedisDependency;
import io.hexforge.adapter.redis.ops.RedisIdempotencyStore;
import io.hexforge.adapter.redis.ops.RedisLimitStore;
import io.hexforge.app.config.Config;
import io.hexforge.app.config.DatabaseConfig;
import io.hexforge.domain.Ids;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.gateway.AnswerCache;
import io.hexforge.ports.driven.gateway.FleetBoard;
import io.hexforge.ports.driven.identity.ChallengeStore;
import io.hexforge.ports.driven.ops.ChangeSignal;
import io.hexforge.ports.driven.ops.Dependency;
import io.hexforge.ports.driven.ops.IdempotencyStore;
import io.hexforge.ports.driven.ops.LimitStore;
import io.hexforge.ports.inprocess.identity.InProcessChallengeStore;
import io.hexforge.ports.inprocess.ops.FallbackLimitStore;
import io.hexforge.ports.inprocess.ops.InProcessChangeSignal;
import io.hexforge.ports.inprocess.ops.InProcessIdempotencyStore;
import io.hexforge.ports.inprocess.ops.InProcessLimitStore;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What nodes share quickly, through Redis if there is one. Else each limits, caches and remembers by itself, and
/// they share challenges through their database.
///
/// @param fleetBoard null without Redis
/// @param stop ends what was started for it
record Shared(
        IdempotencyStore idempotency,
        LimitStore limits,
        AnswerCache answers,
        ChallengeStore challenges,
        @Nullable FleetBoard fleetBoard,
        ChangeSignal signal,
        List<Dependency> dependencies,
        Runnable stop)
        implements AutoCloseable {
    private static final Duration SETTLING = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(Shared.class);
    private static final long IDEMPOTENCY_BYTES = 64L << 20;

    /// @param identity the database with the accounts
    static Shared start(Config config, Database identity, Ids ids, Executor threads) {
        InstantSource clock = ids.clock();
        Duration lease = config.upstream().requestDeadline().plus(SETTLING);
        var ownLimits = new InProcessLimitStore(clock, lease);
        URI url = config.redisUrl();
        if (url == null) {
            return new Shared(
                    new InProcessIdempotencyStore(clock, IDEMPOTENCY_BYTES),
                    ownLimits,
                    new CaffeineAnswerCache(config.cache().maxBytes(), clock),
                    challenges(config, identity, clock),
                    null,
                    new InProcessChangeSignal(),
                    List.of(),
                    () -> {});
        }
        var redis = new RedisConnection(url);
        var impatient = RedisConnection.impatient(url);
        var forLimits = RedisConnection.impatient(url);
        return new Shared(
                new RedisIdempotencyStore(redis),
                new FallbackLimitStore(
                        new RedisLimitStore(forLimits, threads, ids.next().toString(), lease),
                        ownLimits,
                        clock,
                        PAUSE,
                        Shared::warn),
                new RedisAnswerCache(impatient, threads),
                config.redisChallenges() ? new RedisChallengeStore(redis) : challenges(config, identity, clock),
                new RedisFleetBoard(redis, clock),
                new RedisChangeSignal(impatient),
                List.of(new RedisDependency(redis)),
                () -> {
                    redis.close();
                    impatient.close();
                    forLimits.close();
                });
    }

    /// Without Redis. An embedded database has one node.
    private static ChallengeStore challenges(Config config, Database identity, InstantSource clock) {
        DatabaseConfig databases = config.database();
        boolean embedded = databases.identity() == null && databases.main() == null;
        return embedded ? new InProcessChallengeStore(clock) : new PostgresChallengeStore(identity);
    }

    private static void warn(PortException trouble) {
        LOG.warn("limits are kept by this node alone for a moment: {}", trouble.getMessage());
    }

    @Override
    public void close() {
        stop.run();
    }
}
