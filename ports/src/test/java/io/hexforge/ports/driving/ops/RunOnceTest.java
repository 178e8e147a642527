package io.hexforge.ports.driving.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driving.ops.RunOnce.Attempt;
import io.hexforge.ports.inprocess.ops.InProcessIdempotencyStore;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunOnceTest {
    private static final String ROUTE = "POST /v1/api-keys";
    private static final StoredAnswer ANSWER = new StoredAnswer(201, "application/json", new byte[] {1});

    private final TestClock clock = new TestClock();
    private final RunOnce runOnce =
            new RunOnce(new InProcessIdempotencyStore(clock, 1_000_000), Duration.ofMinutes(10));
    private final Actor actor = TestActors.ofAnyName().newcomer();

    @Test
    void answers_a_repeated_request_without_running_it_again() {
        first("k", "f").finished(ANSWER);

        assertThat(begin("k", "f")).isEqualTo(new Attempt.Repeated(ANSWER));
        assertThat(begin("k", "other")).isEqualTo(new Attempt.Misused());
    }

    @Test
    void runs_one_of_fifty_concurrent_requests() {
        var attempts = Race.ofFifty(i -> begin("k", "f"));

        assertThat(attempts).filteredOn(Attempt.First.class::isInstance).hasSize(1);
        assertThat(attempts).filteredOn(Attempt.InFlight.class::isInstance).hasSize(49);
    }

    @Test
    void lets_a_failed_request_be_tried_again() {
        first("k", "f").failed();

        assertThat(begin("k", "f")).isInstanceOf(Attempt.First.class);
    }

    @Test
    void lets_go_of_a_request_that_never_ended() {
        first("k", "f");
        assertThat(begin("k", "f")).isEqualTo(new Attempt.InFlight());

        clock.advance(Duration.ofMinutes(10));

        assertThat(begin("k", "f")).isInstanceOf(Attempt.First.class);
    }

    @Test
    void remembers_an_answer_for_a_day() {
        first("k", "f").finished(ANSWER);

        clock.advance(RunOnce.RETENTION.minusSeconds(1));
        assertThat(begin("k", "f")).isInstanceOf(Attempt.Repeated.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(begin("k", "f")).isInstanceOf(Attempt.First.class);
    }

    @Test
    void tells_keys_of_different_users_and_routes_apart() {
        first("k", "f").finished(ANSWER);
        Actor colleague = TestActors.ofAnyName().colleagueOf(actor);

        assertThat(runOnce.begin(colleague, ROUTE, "k", "f")).isInstanceOf(Attempt.First.class);
        assertThat(runOnce.begin(actor, "POST /v1/chats", "k", "f")).isInstanceOf(Attempt.First.class);
    }

    private Attempt begin(String key, String fingerprint) {
        return runOnce.begin(actor, ROUTE, key, fingerprint);
    }

    private Attempt.First first(String key, String fingerprint) {
        return (Attempt.First) begin(key, fingerprint);
    }
}
