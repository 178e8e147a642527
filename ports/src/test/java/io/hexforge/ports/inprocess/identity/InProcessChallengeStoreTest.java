package io.hexforge.ports.inprocess.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.ChallengeStore;
import io.hexforge.ports.driven.identity.ChallengeStoreContract;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class InProcessChallengeStoreTest implements ChallengeStoreContract {
    private final ChallengeStore store = new InProcessChallengeStore(InstantSource.system());

    @Override
    public ChallengeStore store() {
        return store;
    }

    @Test
    void forgets_to_the_instant() {
        var clock = new TestClock();
        var challenges = new InProcessChallengeStore(clock);
        challenges.put("a", "x", Duration.ofMinutes(5));
        challenges.put("b", "y", Duration.ofMinutes(5).plusNanos(1));

        clock.advance(Duration.ofMinutes(5));

        assertThat(challenges.take("a")).isEmpty();
        assertThat(challenges.take("b")).contains("y");
    }
}
