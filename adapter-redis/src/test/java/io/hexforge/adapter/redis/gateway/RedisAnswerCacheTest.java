package io.hexforge.adapter.redis.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.adapter.redis.TestRedis;
import io.hexforge.domain.gateway.CachedAnswer;
import io.hexforge.domain.gateway.RequestFingerprint;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.gateway.AnswerCache;
import io.hexforge.ports.driven.gateway.AnswerCacheContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RedisAnswerCacheTest implements AnswerCacheContract {
    private static final CachedAnswer HELLO = AnswerCacheContract.saying("hello");

    @AutoClose
    private static final TestRedis server = new TestRedis();

    private static final RedisConnection redis = server.connection();

    private final AnswerCache cache = new RedisAnswerCache(redis, Runnable::run);

    @Override
    public AnswerCache cache() {
        return cache;
    }

    /// Redis has a clock of its own.
    @Override
    public void pass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    @Test
    void is_shared_by_nodes_and_forgotten_by_redis_itself() {
        RequestFingerprint key = AnswerCacheContract.newKey();
        cache.keep(key, HELLO, LONG);

        try (var otherNode = RedisConnection.impatient(server.url())) {
            assertThat(new RedisAnswerCache(otherNode, Runnable::run).find(key)).contains(HELLO);
        }
        long left = redis.run(client -> client.pttl("hexforge:answer:" + key.hex()));
        assertThat(left).isBetween(1L, LONG.toMillis());
    }

    @Test
    void has_no_hit_for_what_another_version_wrote_or_what_is_damaged() {
        for (String foreign : new String[] {"", "{", "[]", "{\"version\":2}", "{\"version\":1,\"outputs\":[{}]}"}) {
            RequestFingerprint key = AnswerCacheContract.newKey();
            byte[] bytes = foreign.getBytes(StandardCharsets.UTF_8);
            redis.run(client -> client.set(("hexforge:answer:" + key.hex()).getBytes(StandardCharsets.UTF_8), bytes));

            assertThat(cache.find(key)).isEmpty();
        }
    }

    @Test
    void does_not_keep_what_would_take_too_long_to_fetch() {
        RequestFingerprint key = AnswerCacheContract.newKey();

        cache.keep(key, AnswerCacheContract.saying("x".repeat(1 << 20)), LONG);

        assertThat(cache.find(key)).isEmpty();
    }

    @Test
    void has_no_hit_while_the_server_is_away_and_works_again_when_it_is_back() {
        try (var own = new TestRedis();
                var connection = RedisConnection.impatient(own.url())) {
            var away = new RedisAnswerCache(connection, Runnable::run);
            RequestFingerprint key = AnswerCacheContract.newKey();

            own.stop();
            away.keep(key, HELLO, LONG);
            assertThat(away.find(key)).isEmpty();

            own.start();
            Race.until(() -> {
                away.keep(key, HELLO, LONG);
                return away.find(key).isPresent();
            });
        }
    }

    @Test
    void does_not_let_requests_wait_for_a_server_that_never_answers() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var writers = Executors.newVirtualThreadPerTaskExecutor();
                var connection = RedisConnection.impatient(URI.create("redis://127.0.0.1:" + silent.getLocalPort()))) {
            var frozen = new RedisAnswerCache(connection, writers);
            RequestFingerprint key = AnswerCacheContract.newKey();
            long start = System.nanoTime();
            var looking = frozen.look(key);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(40));
            assertThat(looking.get()).isEmpty();

            for (int i = 0; i < 100; i++) {
                frozen.keep(key, HELLO, LONG);
                assertThat(frozen.find(key)).isEmpty();
            }

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        }
    }
}
