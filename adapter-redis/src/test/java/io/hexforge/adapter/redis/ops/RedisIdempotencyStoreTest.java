package io.hexforge.adapter.redis.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.adapter.redis.TestRedis;
import io.hexforge.domain.ops.HealthState.Level;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.ops.IdempotencyStore;
import io.hexforge.ports.driven.ops.IdempotencyStore.Claim;
import io.hexforge.ports.driven.ops.IdempotencyStoreContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RedisIdempotencyStoreTest implements IdempotencyStoreContract {
    @AutoClose
    private static final TestRedis server = new TestRedis();

    private static final RedisConnection redis = server.connection();

    private final IdempotencyStore store = new RedisIdempotencyStore(redis);

    @Override
    public IdempotencyStore store() {
        return store;
    }

    @Test
    void writes_into_the_database_of_the_url_and_lets_redis_forget() {
        store.begin("a key", "f", LONG);

        long left = redis.run(client -> client.pttl("hexforge:idempotency:a key"));
        String keyspace = redis.run(client -> client.info("keyspace"));
        assertThat(left).isBetween(1L, LONG.toMillis());
        assertThat(keyspace).contains("db3:").doesNotContain("db0:");
    }

    @Test
    void is_shared_by_nodes() {
        try (var otherNode = new RedisConnection(server.url())) {
            store.begin("shared", "f", LONG);

            assertThat(new RedisIdempotencyStore(otherNode).begin("shared", "f", LONG))
                    .isEqualTo(new Claim.InFlight());
        }
    }

    @Test
    void says_that_the_server_went_away_and_works_again_when_it_is_back() {
        try (var own = new TestRedis();
                var connection = new RedisConnection(own.url())) {
            var remembering = new RedisIdempotencyStore(connection);
            var dependency = new RedisDependency(connection);
            remembering.begin("k", "f", LONG);
            assertThat(dependency.check().level()).isEqualTo(Level.UP);

            own.stop();
            assertThatExceptionOfType(PortException.class).isThrownBy(() -> remembering.begin("k", "f", LONG));
            assertThatExceptionOfType(PortException.class)
                    .isThrownBy(() -> remembering.begin("k", "f", LONG))
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE));
            assertThat(dependency.check().level()).isEqualTo(Level.DOWN);

            own.start();
            Race.until(() -> dependency.check().level() == Level.UP);
            assertThat(remembering.begin("after", "f", LONG)).isEqualTo(new Claim.Started());
        }
    }

    @Test
    void does_not_wait_for_a_server_that_never_answers() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var connection = new RedisConnection(URI.create("redis://127.0.0.1:" + silent.getLocalPort()))) {
            long start = System.nanoTime();

            assertThatExceptionOfType(PortException.class)
                    .isThrownBy(() -> new RedisIdempotencyStore(connection).begin("k", "f", LONG))
                    .satisfies(e -> assertThat(e.kind()).isIn(Kind.TIMEOUT, Kind.UNAVAILABLE));

            assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        }
    }

    @Test
    void refuses_a_wrong_password_without_telling_it() {
        URI wrong = URI.create(server.url().toString().replace("p%40ss", "letmein"));
        try (var connection = new RedisConnection(wrong)) {
            var state = new RedisDependency(connection).check();

            assertThat(state.level()).isEqualTo(Level.DOWN);
            assertThat(state.detail()).doesNotContain("letmein");
        }
    }
}
