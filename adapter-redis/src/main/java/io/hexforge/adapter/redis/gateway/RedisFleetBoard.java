package io.hexforge.adapter.redis.gateway;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.domain.gateway.Breaker.Standing;
import io.hexforge.ports.driven.gateway.FleetBoard;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Postings in one Redis hash: a line for each deployment, in which instants are told by Redis' own clock, so that
/// nodes whose clocks differ mean the same. Safe for concurrent use.
public final class RedisFleetBoard implements FleetBoard {
    private static final String KEY = "hexforge:fleet";
    private static final Duration OLD = Duration.ofHours(2);
    /// Measured differences vary with the network; only more than this is taken for a difference of clocks, so that a
    /// posting reads the same each time.
    private static final Duration DRIFT = Duration.ofMillis(250);

    private static final String NOTHING = "-";

    private final RedisConnection redis;
    private final InstantSource clock;
    private volatile Duration ahead = Duration.ZERO;

    public RedisFleetBoard(RedisConnection redis, InstantSource clock) {
        this.redis = redis;
        this.clock = clock;
    }

    @Override
    public void post(Map<String, Standing> standings) {
        redis.run(client -> {
            Duration ahead = ahead(client.eval("return redis.call('TIME')"));
            try (var pipeline = client.pipelined()) {
                standings.forEach((id, standing) -> {
                    if (standing.clean()) {
                        pipeline.hdel(KEY, id);
                    } else {
                        pipeline.hset(KEY, id, line(standing, ahead));
                    }
                });
                pipeline.sync();
            }
            return null;
        });
    }

    @Override
    public Map<String, Standing> all() {
        return redis.run(client -> {
            var reply = (List<?>) client.eval("return {redis.call('TIME'), redis.call('HGETALL', '" + KEY + "')}");
            Duration ahead = ahead(reply.get(0));
            var fields = (List<?>) reply.get(1);
            Instant old = clock.instant().minus(OLD);
            var all = new HashMap<String, Standing>();
            for (int i = 0; i < fields.size(); i += 2) {
                Standing standing = standing(fields.get(i + 1).toString(), ahead);
                if (standing.quarantine() != null
                        || isAfter(standing.openUntil(), old)
                        || isAfter(standing.notBefore(), old)) {
                    all.put(fields.get(i).toString(), standing);
                } else {
                    client.hdel(KEY, fields.get(i).toString());
                }
            }
            return all;
        });
    }

    private static boolean isAfter(@Nullable Instant instant, Instant limit) {
        return instant != null && instant.isAfter(limit);
    }

    /// {@return how much Redis' clock is ahead of ours}
    private Duration ahead(Object time) {
        var parts = (List<?>) time;
        long micros = Long.parseLong(parts.get(0).toString()) * 1_000_000
                + Long.parseLong(parts.get(1).toString());
        Duration measured = Duration.between(clock.instant(), Instant.EPOCH.plusNanos(micros * 1000));
        if (measured.minus(ahead).abs().compareTo(DRIFT) > 0) {
            ahead = measured;
        }
        return ahead;
    }

    private static String line(Standing standing, Duration ahead) {
        return String.join(
                " ",
                Integer.toString(standing.openings()),
                millis(standing.openUntil(), ahead),
                millis(standing.notBefore(), ahead),
                standing.quarantine() == null ? NOTHING : "=" + standing.quarantine());
    }

    private static Standing standing(String line, Duration ahead) {
        String[] parts = line.split(" ", 4);
        return new Standing(
                0,
                Integer.parseInt(parts[0]),
                instant(parts[1], ahead),
                null,
                0,
                instant(parts[2], ahead),
                parts[3].equals(NOTHING) ? null : parts[3].substring(1));
    }

    private static String millis(@Nullable Instant instant, Duration ahead) {
        return instant == null ? NOTHING : Long.toString(instant.plus(ahead).toEpochMilli());
    }

    private static @Nullable Instant instant(String millis, Duration ahead) {
        return millis.equals(NOTHING)
                ? null
                : Instant.ofEpochMilli(Long.parseLong(millis)).minus(ahead);
    }
}
