package io.hexforge.adapter.redis.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.adapter.redis.RedisConnection;
import io.hexforge.adapter.redis.TestRedis;
import io.hexforge.domain.gateway.Breaker.Standing;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.gateway.FleetBoard;
import io.hexforge.ports.driven.gateway.FleetBoardContract;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RedisFleetBoardTest implements FleetBoardContract {
    @AutoClose
    private static final TestRedis server = new TestRedis();

    private static final RedisConnection redis = server.connection();

    private final FleetBoard board = new RedisFleetBoard(redis, InstantSource.system());
    private final FleetBoard elsewhere = new RedisFleetBoard(redis, InstantSource.system());

    @Override
    public FleetBoard board() {
        return board;
    }

    @Override
    public FleetBoard elsewhere() {
        return elsewhere;
    }

    @Test
    void means_the_same_on_a_node_whose_clock_is_an_hour_ahead() {
        InstantSource fast = () -> Instant.now().plus(Duration.ofHours(1));
        String id = UUID.randomUUID().toString();

        board.post(Map.of(id, new Standing(0, 1, Instant.now().plusSeconds(60), null, 0, null, null)));

        Standing seen = new RedisFleetBoard(redis, fast).all().get(id);
        assertThat(Duration.between(fast.instant(), seen.openUntil()))
                .isBetween(Duration.ofSeconds(58), Duration.ofSeconds(61));
    }

    @Test
    void says_so_when_the_server_is_away_and_goes_on_when_it_is_back() {
        try (var own = new TestRedis();
                var connection = new RedisConnection(own.url())) {
            var lonely = new RedisFleetBoard(connection, InstantSource.system());
            own.stop();
            assertThatExceptionOfType(PortException.class).isThrownBy(lonely::all);
            own.start();
            assertThat(lonely.all()).isEmpty();
        }
    }
}
