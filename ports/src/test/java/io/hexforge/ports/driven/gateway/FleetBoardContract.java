package io.hexforge.ports.driven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.Breaker.Standing;
import io.hexforge.ports.driven.Race;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [FleetBoard] does. Tests may share one board: each looks only at deployments of its own.
public interface FleetBoardContract {
    FleetBoard board();

    /// {@return the board as another node sees it}
    FleetBoard elsewhere();

    @Test
    default void shows_everywhere_what_was_posted_to_the_millisecond() {
        String id = "openai/gpt-5@" + UUID.randomUUID();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var posted = new Standing(0, 2, now.plusSeconds(60), null, 0, now.plusSeconds(5), null);

        board().post(Map.of(id, posted));

        Standing seen = elsewhere().all().get(id);
        assertThat(seen.openings()).isEqualTo(2);
        assertThat(Duration.between(posted.openUntil(), seen.openUntil()).abs()).isLessThan(Duration.ofMillis(300));
        assertThat(Duration.between(posted.notBefore(), seen.notBefore()).abs()).isLessThan(Duration.ofMillis(300));
        assertThat(elsewhere().all().get(id)).isEqualTo(seen);
    }

    @Test
    default void shows_why_a_credential_is_refused_whatever_the_words() {
        String id = "openai/gpt-5@" + UUID.randomUUID();

        board().post(Map.of(id, new Standing(0, 0, null, null, 0, null, "- the key\n“x” is wrong")));

        assertThat(elsewhere().all().get(id).quarantine()).isEqualTo("- the key\n“x” is wrong");
    }

    @Test
    default void takes_a_posting_away_when_nothing_is_held_against_the_deployment_any_more() {
        String id = "openai/gpt-5@" + UUID.randomUUID();
        board().post(Map.of(id, new Standing(0, 1, Instant.now().plusSeconds(60), null, 0, null, null)));

        elsewhere().post(Map.of(id, Standing.CLEAN));

        assertThat(board().all()).doesNotContainKey(id);
    }

    @Test
    default void keeps_the_postings_of_many_nodes_at_once() {
        String name = UUID.randomUUID().toString();
        var standing = new Standing(0, 1, Instant.now().plusSeconds(60), null, 0, null, null);

        Race.ofFifty(i -> {
            board().post(Map.of(name + i, standing));
            return i;
        });

        assertThat(elsewhere().all().keySet().stream().filter(id -> id.startsWith(name)))
                .hasSize(50);
    }
}
