package io.hexforge.adapter.redis.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.adapter.redis.TestRedis;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.identity.ChallengeStore;
import io.hexforge.ports.driven.identity.ChallengeStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RedisChallengeStoreTest implements ChallengeStoreContract {
    @AutoClose
    private static final TestRedis server = new TestRedis();

    private static final RedisConnection redis = server.connection();

    @Override
    public ChallengeStore store() {
        return new RedisChallengeStore(redis);
    }

    @Test
    void is_shared_by_nodes() {
        store().put("shared", "x", Duration.ofMinutes(5));

        try (var otherNode = new RedisConnection(server.url())) {
            assertThat(new RedisChallengeStore(otherNode).take("shared")).contains("x");
        }
        assertThat(store().take("shared")).isEmpty();
    }

    @Test
    void says_that_the_server_went_away() {
        try (var own = new TestRedis();
                var connection = new RedisConnection(own.url())) {
            var challenges = new RedisChallengeStore(connection);
            challenges.put("k", "x", Duration.ofMinutes(5));
            own.stop();

            assertThatExceptionOfType(PortException.class).isThrownBy(() -> challenges.take("k"));
        }
    }
}
