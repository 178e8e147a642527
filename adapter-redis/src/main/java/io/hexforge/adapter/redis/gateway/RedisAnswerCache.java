package io.hexforge.adapter.redis.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.domain.gateway.CachedAnswer;
import io.hexforge.domain.gateway.RequestFingerprint;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.gateway.AnswerCache;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.params.SetParams;

/// Keeps answers in Redis, for all nodes, each in a key of its own that Redis forgets by itself. After a failure Redis
/// is left alone for a second, so that requests do not wait for it one after another. Safe for concurrent use.
public final class RedisAnswerCache implements AnswerCache {
    private static final Logger LOG = LoggerFactory.getLogger(RedisAnswerCache.class);
    private static final String PREFIX = "hexforge:answer:";

    /// Beyond this, fetching an answer would take too long.
    private static final int MOST_BYTES = 1 << 20;

    private static final long REST_NANOS = Duration.ofSeconds(1).toNanos();

    private final RedisConnection redis;
    private final Executor threads;
    private volatile long restsSince = System.nanoTime() - REST_NANOS;

    /// @param redis of [RedisConnection#impatient]
    /// @param threads on which answers are kept and looked for, so that nobody waits for it
    public RedisAnswerCache(RedisConnection redis, Executor threads) {
        this.redis = redis;
        this.threads = threads;
    }

    @Override
    public Optional<CachedAnswer> find(RequestFingerprint key) {
        if (rests()) {
            return Optional.empty();
        }
        try {
            byte @Nullable [] kept = redis.run(client -> client.get(name(key)));
            return kept == null ? Optional.empty() : AnswerJson.read(kept);
        } catch (PortException e) {
            rest(e);
            return Optional.empty();
        }
    }

    @Override
    public Supplier<Optional<CachedAnswer>> look(RequestFingerprint key) {
        return rests() ? Optional::empty : CompletableFuture.supplyAsync(() -> find(key), threads)::join;
    }

    @Override
    public void keep(RequestFingerprint key, CachedAnswer answer, Duration ttl) {
        if (!rests()) {
            threads.execute(() -> write(key, answer, ttl));
        }
    }

    private void write(RequestFingerprint key, CachedAnswer answer, Duration ttl) {
        byte[] json = AnswerJson.write(answer);
        if (json.length > MOST_BYTES) {
            return;
        }
        try {
            redis.run(client ->
                    client.set(name(key), json, SetParams.setParams().px(Math.max(1, ttl.toMillis()))));
        } catch (PortException e) {
            rest(e);
        }
    }

    private boolean rests() {
        return System.nanoTime() - restsSince < REST_NANOS;
    }

    private void rest(PortException e) {
        restsSince = System.nanoTime();
        LOG.warn("the shared cache of answers is not used for a second: {}", e.getMessage());
    }

    private static byte[] name(RequestFingerprint key) {
        return (PREFIX + key.hex()).getBytes(US_ASCII);
    }
}
