package io.hexforge.adapter.redis.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.adapter.redis.TestRedis;
import io.hexforge.domain.ops.Demand;
import io.hexforge.domain.ops.Limit;
import io.hexforge.domain.ops.Limit.Booking;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.ops.LimitStore;
import io.hexforge.ports.driven.ops.LimitStore.Reservation.Denied;
import io.hexforge.ports.driven.ops.LimitStore.Reservation.Granted;
import io.hexforge.ports.driven.ops.LimitStoreContract;
import io.hexforge.ports.inprocess.ops.FallbackLimitStore;
import io.hexforge.ports.inprocess.ops.InProcessLimitStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

class RedisLimitStoreTest implements LimitStoreContract {
    @AutoClose
    private static final TestRedis server = new TestRedis();

    private static final RedisConnection redis = server.connection();

    private final LimitStore limits = store(redis, "node");

    private static LimitStore store(RedisConnection connection, String node) {
        return new RedisLimitStore(connection, Thread::startVirtualThread, node + UUID.randomUUID(), LEASE);
    }

    @Override
    public LimitStore limits() {
        return limits;
    }

    @Override
    public void pass(Duration time) {
        Instant end = now().plus(time);
        Race.until(() -> now().isAfter(end));
    }

    @Override
    public Instant now() {
        List<String> time = redis.run(client -> {
            List<?> reply = (List<?>) client.eval("return redis.call('TIME')");
            return reply.stream().map(String::valueOf).toList();
        });
        return Instant.ofEpochSecond(Long.parseLong(time.get(0)), Long.parseLong(time.get(1)) * 1000);
    }

    @Test
    void lets_two_nodes_together_never_overshoot() {
        try (var otherNode = new RedisConnection(server.url())) {
            LimitStore other = store(otherNode, "other");
            String subject = "key:" + UUID.randomUUID();
            var tokens = new Demand("tokens", subject, new Limit.Bucket(1_000, HOUR, Booking.HARD), 90);
            var money = new Demand("budget", subject, new Limit.Budget(1_500, null, 0), 100);

            var granted =
                    Race.ofFifty(i -> (i % 2 == 0 ? limits : other).reserve(List.of(tokens, money)) instanceof Granted);

            assertThat(granted).filteredOn(yes -> yes).hasSize(11);
        }
    }

    @Test
    void leaves_nothing_behind_once_all_has_come_back() {
        String subject = "key:" + UUID.randomUUID();
        var bucket = new Demand("requests", subject, new Limit.Bucket(5, Duration.ofMillis(50), Booking.AT_ONCE), 1);

        limits.reserve(List.of(bucket));

        long left = redis.run(client -> client.pttl("hexforge:limit:" + bucket.counter()));
        assertThat(left).isBetween(1L, LEASE.plusSeconds(2).toMillis());
    }

    @Test
    void settles_once_what_redis_was_too_slow_to_hear_at_first() {
        try (var connection = RedisConnection.impatient(server.url())) {
            var impatient = new RedisLimitStore(
                    connection, Thread::startVirtualThread, "node" + UUID.randomUUID(), Duration.ofMinutes(1));
            String subject = "key:" + UUID.randomUUID();
            var money = new Demand("budget", subject, new Limit.Budget(1_000, null, 0), 100);
            var slot = new Demand("parallel", subject, new Limit.Slots(3), 1);
            var leases = IntStream.range(0, 3)
                    .mapToObj(i -> (Granted) impatient.reserve(List.of(money, slot)))
                    .toList();

            redis.run(client -> client.executeCommand(
                    new CommandArguments(Protocol.Command.CLIENT).add("PAUSE").add("300")));
            leases.forEach(lease -> impatient.settle(lease.lease(), demand -> demand.equals(money) ? 30 : 1));

            var all = new Demand("parallel", subject, new Limit.Slots(3), 3);
            Race.until(() -> limits.reserve(List.of(all)) instanceof Granted);
            assertThat(limits.reserve(List.of(new Demand("budget", subject, money.limit(), 911))))
                    .isInstanceOf(Denied.class);
            assertThat(limits.reserve(List.of(new Demand("budget", subject, money.limit(), 910))))
                    .isInstanceOf(Granted.class);
        }
    }

    @Test
    void gives_up_at_once_on_a_server_that_never_answers() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var connection = RedisConnection.impatient(URI.create("redis://127.0.0.1:" + silent.getLocalPort()))) {
            LimitStore impatient = store(connection, "node");
            var one = new Demand("requests", "key:1", new Limit.Slots(1), 1);
            long start = System.nanoTime();

            assertThatExceptionOfType(PortException.class).isThrownBy(() -> impatient.reserve(List.of(one)));

            assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
        }
    }

    @Test
    void does_not_hold_up_a_node_whose_redis_is_frozen() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var connection = RedisConnection.impatient(URI.create("redis://127.0.0.1:" + silent.getLocalPort()))) {
            var clock = InstantSource.system();
            var troubles = new AtomicInteger();
            var node = new FallbackLimitStore(
                    store(connection, "node"),
                    new InProcessLimitStore(clock, LEASE),
                    clock,
                    Duration.ofMinutes(1),
                    trouble -> troubles.incrementAndGet());
            var money = new Demand("budget", "key:1", new Limit.Budget(1_000, null, 0), 100);
            long start = System.nanoTime();

            int granted = 0;
            for (int i = 0; i < 1_000; i++) {
                granted += node.reserve(List.of(money)) instanceof Granted ? 1 : 0;
            }

            assertThat(granted).isEqualTo(10);
            assertThat(troubles).hasValue(1);
            assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
        }
    }
}
