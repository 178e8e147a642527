package io.hexforge.adapter.redis.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.domain.ops.Demand;
import io.hexforge.domain.ops.Level;
import io.hexforge.domain.ops.Limit;
import io.hexforge.domain.ops.Standing;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.ops.LimitStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/// Limits in Redis, for all nodes. To reserve is one call of one script, judged by Redis' clock; settling waits in a
/// queue and costs the caller nothing. Safe for concurrent use.
///
/// A counter is a hash of what is used (`u`), held (`h`) and when that was (`t`), and beside it a sorted set of the
/// leases that hold something of it, by when they run out. Redis forgets both when nothing is left of them.
public final class RedisLimitStore implements LimitStore {
    private static final String PREFIX = "hexforge:limit:";
    private static final int QUEUE = 20_000;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final String AGAIN = "again";
    private static final Duration LONGEST = Duration.ofDays(40);
    private static final Logger LOG = LoggerFactory.getLogger(RedisLimitStore.class);

    /// What both scripts begin with: `level` reads a counter as it stands now, `keep` writes it.
    private static final String COMMON = """
            local clock = redis.call('TIME')
            local now = clock[1] * 1000000 + clock[2]
            local function expire(key)
                local over = redis.call('ZRANGEBYSCORE', key .. ':leases', '-inf', now)
                for _, lease in ipairs(over) do
                    redis.call('HINCRBY', key, 'h', -tonumber(string.match(lease, ':(%d+)$')))
                end
                if #over > 0 then
                    redis.call('ZREMRANGEBYSCORE', key .. ':leases', '-inf', now)
                end
            end
            local function level(key, kind, capacity, micros, seed)
                expire(key)
                local found = redis.call('HMGET', key, 'u', 'h', 't')
                local used = tonumber(found[1] or '0')
                local held = tonumber(found[2] or '0')
                if kind == 'now' or kind == 'hard' or kind == 'soft' then
                    local passed = math.max(0, now - tonumber(found[3] or now))
                    used = math.max(0, used - passed * capacity / micros)
                elseif kind == 'budget' then
                    used = math.max(used, seed)
                end
                return used, math.max(0, held)
            end
            local function keep(key, used, held, life)
                redis.call('HSET', key, 'u', string.format('%.17g', used), 'h', string.format('%.0f', held), 't',
                    string.format('%.0f', now))
                redis.call('PEXPIRE', key, life)
            end
            """;

    /// `KEYS` are the counters. `ARGV` are the lease, its milliseconds, and for each counter: kind, capacity,
    /// microseconds to refill, amount, seed, milliseconds to keep it. Answers which demand fails (0: none), the
    /// time, and what is used and held of each.
    private static final Script RESERVE = new Script(COMMON + """
            local lease, leaseMillis = ARGV[1], tonumber(ARGV[2])
            local denied = 0
            local used, held = {}, {}
            for i, key in ipairs(KEYS) do
                local at = 2 + (i - 1) * 6
                local kind, capacity, amount = ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 4])
                used[i], held[i] = level(key, kind, capacity, tonumber(ARGV[at + 3]), tonumber(ARGV[at + 5]))
                local taken = used[i] + held[i]
                local fits
                if kind == 'soft' then
                    fits = taken + math.min(amount, capacity) <= capacity + 1e-6
                elseif kind == 'budget' then
                    fits = taken + amount <= capacity and used[i] < capacity
                else
                    fits = taken + amount <= capacity + 1e-6
                end
                if not fits and denied == 0 then
                    denied = i
                end
            end
            local reply = {denied, string.format('%.0f', now)}
            for i, key in ipairs(KEYS) do
                local at = 2 + (i - 1) * 6
                if denied == 0 then
                    local kind, capacity, amount = ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 4])
                    local life = tonumber(ARGV[at + 6])
                    if kind == 'now' then
                        used[i] = used[i] + amount
                    elseif amount > 0 then
                        held[i] = held[i] + amount
                        redis.call('ZADD', key .. ':leases', now + leaseMillis * 1000, lease .. ':' .. ARGV[at + 4])
                        redis.call('PEXPIRE', key .. ':leases', leaseMillis + 60000)
                    end
                    if kind ~= 'budget' and kind ~= 'slots' then
                        life = math.ceil(life * math.max(1, used[i] / capacity))
                    end
                    keep(key, used[i], held[i], math.max(life, leaseMillis) + 1000)
                end
                reply[#reply + 1] = string.format('%.17g', used[i])
                reply[#reply + 1] = string.format('%.0f', held[i])
            end
            return reply
            """);

    /// As above; in place of the seed stands what was used. A lease that has run out holds nothing any more. Behind all
    /// stands `again` when this may have been heard before: if so, nothing is held any more.
    private static final Script SETTLE = new Script(COMMON + """
            local lease, leaseMillis = ARGV[1], tonumber(ARGV[2])
            local again = ARGV[#ARGV] == 'again'
            for i, key in ipairs(KEYS) do
                local at = 2 + (i - 1) * 6
                local kind, capacity, amount = ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 4])
                local actual, life = tonumber(ARGV[at + 5]), tonumber(ARGV[at + 6])
                local used, held = level(key, kind, capacity, tonumber(ARGV[at + 3]), 0)
                local open = redis.call('ZREM', key .. ':leases', lease .. ':' .. ARGV[at + 4]) == 1
                if open then
                    held = math.max(0, held - amount)
                end
                if kind ~= 'slots' and (open or not again) then
                    used = used + actual
                end
                if kind ~= 'budget' and kind ~= 'slots' then
                    life = math.ceil(life * math.max(1, used / capacity))
                end
                keep(key, used, held, math.max(life, leaseMillis) + 1000)
            end
            """);

    private final RedisConnection redis;
    private final Executor threads;
    private final String node;
    private final Duration lease;
    private final AtomicLong leases = new AtomicLong();
    private final BlockingDeque<Settlement> settling = new LinkedBlockingDeque<>(QUEUE);
    private final AtomicBoolean running = new AtomicBoolean();

    /// @param redis with short timeouts, used for nothing else
    /// @param threads on which leases are settled
    /// @param node a word that no other node and no earlier run has
    /// @param lease how long what is reserved stays held without being settled
    public RedisLimitStore(RedisConnection redis, Executor threads, String node, Duration lease) {
        this.redis = redis;
        this.threads = threads;
        this.node = node;
        this.lease = lease;
    }

    private record Held(String id, List<Demand> demands, AtomicBoolean settled) implements Lease {}

    /// @param used of each demand
    /// @param since when, by [System#nanoTime]
    /// @param again whether Redis may have heard of it
    private record Settlement(Held held, long[] used, long since, boolean again) {
        Settlement repeated() {
            return new Settlement(held, used, since, true);
        }
    }

    @Override
    public Reservation reserve(List<Demand> demands) {
        var held = new Held(
                node + "-" + leases.incrementAndGet(),
                demands.stream().filter(demand -> demand.limit().held()).toList(),
                new AtomicBoolean());
        if (demands.isEmpty()) {
            return new Reservation.Granted(held, List.of());
        }
        List<?> reply = (List<?>) run(RESERVE, held.id(), demands, RedisLimitStore::seed);
        int denied = Math.toIntExact((Long) reply.getFirst());
        long now = Long.parseLong(text(reply.get(1)));
        var standings = new ArrayList<Standing>(demands.size());
        for (int i = 0; i < demands.size(); i++) {
            double used = Double.parseDouble(text(reply.get(2 + 2 * i)));
            long heldNow = Long.parseLong(text(reply.get(3 + 2 * i)));
            standings.add(new Standing(demands.get(i), new Level(used, heldNow, now)));
        }
        if (denied == 0) {
            return new Reservation.Granted(held, standings);
        }
        Demand which = demands.get(denied - 1);
        Level level = standings.get(denied - 1).level();
        return new Reservation.Denied(which, level.wait(which.limit(), which.amount()), standings);
    }

    @Override
    public void settle(Lease of, ToLongFunction<Demand> actual) {
        if (!(of instanceof Held held)) {
            throw new IllegalArgumentException("a lease of another store");
        }
        if (held.demands().isEmpty() || !held.settled().compareAndSet(false, true)) {
            return;
        }
        long[] used = held.demands().stream().mapToLong(actual).toArray();
        if (!settling.offer(new Settlement(held, used, System.nanoTime(), false))) {
            LOG.warn("too many leases wait to be settled; one is left to run out");
        }
        settleSoon();
    }

    private void settleSoon() {
        if (!settling.isEmpty() && running.compareAndSet(false, true)) {
            threads.execute(this::settleAll);
        }
    }

    private void settleAll() {
        try {
            for (Settlement next = settling.poll(); next != null; next = settling.poll()) {
                tell(next);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.set(false);
            settleSoon();
        }
    }

    /// What cannot be told to Redis is told again, before all that is yet to be told, until its lease has run out.
    private void tell(Settlement settlement) throws InterruptedException {
        Held held = settlement.held();
        try {
            String[] more = settlement.again() ? new String[] {AGAIN} : new String[0];
            run(
                    SETTLE,
                    held.id(),
                    held.demands(),
                    demand -> settlement.used()[held.demands().indexOf(demand)],
                    more);
        } catch (PortException e) {
            boolean over = System.nanoTime() - settlement.since() > lease.toNanos();
            boolean kept = !over && e.kind() != Kind.BROKEN && settling.offerFirst(settlement.repeated());
            if (!kept) {
                LOG.warn("a lease could not be settled and runs out: {}", e.getMessage());
            } else if (!settlement.again()) {
                LOG.warn("{} leases wait to be settled: {}", settling.size(), e.getMessage());
            }
            Thread.sleep(PAUSE);
        }
    }

    private Object run(
            Script script, String leaseId, List<Demand> demands, ToLongFunction<Demand> fifth, String... more) {
        var keys = new ArrayList<byte[]>(demands.size());
        var arguments = new ArrayList<byte[]>(2 + 6 * demands.size());
        arguments.add(bytes(leaseId));
        arguments.add(bytes(lease.toMillis()));
        for (Demand demand : demands) {
            keys.add(bytes(PREFIX + demand.counter()));
            arguments.add(bytes(kind(demand.limit())));
            arguments.add(bytes(demand.limit().capacity()));
            arguments.add(bytes(
                    demand.limit() instanceof Limit.Bucket bucket
                            ? bucket.refill().toNanos() / 1000
                            : 0));
            arguments.add(bytes(demand.amount()));
            arguments.add(bytes(fifth.applyAsLong(demand)));
            arguments.add(bytes(life(demand.limit())));
        }
        for (String each : more) {
            arguments.add(bytes(each));
        }
        return redis.run(client -> {
            try {
                return client.evalsha(script.sha(), keys, arguments);
            } catch (JedisNoScriptException unknownYet) {
                return client.eval(script.source(), keys, arguments);
            }
        });
    }

    private record Script(byte[] source, byte[] sha) {
        Script(String source) {
            this(source.getBytes(UTF_8), sha1(source));
        }

        private static byte[] sha1(String source) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-1").digest(source.getBytes(UTF_8));
                return HexFormat.of().formatHex(digest).getBytes(UTF_8);
            } catch (NoSuchAlgorithmException impossible) {
                throw new AssertionError("every JDK has SHA-1", impossible);
            }
        }
    }

    private static String kind(Limit limit) {
        return switch (limit) {
            case Limit.Bucket(var capacity, var refill, var booking) ->
                switch (booking) {
                    case AT_ONCE -> "now";
                    case HARD -> "hard";
                    case SOFT -> "soft";
                };
            case Limit.Slots slots -> "slots";
            case Limit.Budget budget -> "budget";
        };
    }

    private static long seed(Demand demand) {
        return demand.limit() instanceof Limit.Budget budget ? budget.seed() : 0;
    }

    /// {@return the milliseconds after which an untouched counter says no more than a new one; the lease apart}
    private static long life(Limit limit) {
        return switch (limit) {
            case Limit.Bucket bucket -> bucket.refill().toMillis();
            case Limit.Slots slots -> 0;
            case Limit.Budget budget -> LONGEST.toMillis();
        };
    }

    private static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Object reply) {
        return new String((byte[]) reply, UTF_8);
    }
}
