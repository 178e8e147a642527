package io.hexforge.ports.driven.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.ports.driven.Race;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every [ChallengeStore] does. Tests may share one store: each uses keys of its own.
public interface ChallengeStoreContract {
    Duration LONG = Duration.ofMinutes(5);

    ChallengeStore store();

    @Test
    default void gives_what_was_kept_once() {
        String key = newKey();
        store().put(key, "payload\n\0ü 🎉", LONG);

        assertThat(store().take(key)).contains("payload\n\0ü 🎉");
        assertThat(store().take(key)).isEmpty();
        assertThat(store().take(newKey())).isEmpty();
    }

    @Test
    default void gives_it_to_exactly_one_of_fifty() {
        String key = newKey();
        store().put(key, "x", LONG);

        assertThat(Race.ofFifty(i -> store().take(key)))
                .filteredOn(Optional::isPresent)
                .hasSize(1);
    }

    @Test
    default void keeps_the_last_of_two() {
        String key = newKey();
        store().put(key, "first", LONG);
        store().put(key, "second", LONG);

        assertThat(store().take(key)).contains("second");
    }

    @Test
    default void forgets_when_the_time_is_over() {
        Race.until(() -> {
            String key = newKey();
            store().put(key, "x", Duration.ofMillis(1));
            pause();
            return store().take(key).isEmpty();
        });
    }

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }

    private static String newKey() {
        return TestActors.IDS.next().toString();
    }
}
