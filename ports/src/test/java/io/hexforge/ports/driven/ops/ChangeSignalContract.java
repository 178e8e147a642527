package io.hexforge.ports.driven.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.ports.driven.Race;
import org.junit.jupiter.api.Test;

/// What every [ChangeSignal] does.
public interface ChangeSignalContract {
    ChangeSignal signal();

    /// {@return the same signals as another node has them}
    ChangeSignal elsewhere();

    @Test
    default void is_heard_elsewhere_and_by_topic() {
        long before = elsewhere().count("a");
        long other = elsewhere().count("b");

        signal().raise("a");

        assertThat(elsewhere().count("a")).isNotEqualTo(before);
        assertThat(elsewhere().count("b")).isEqualTo(other);
    }

    @Test
    default void counts_each_of_fifty_concurrent_signals() {
        long before = signal().count("c");

        Race.ofFifty(i -> {
            signal().raise("c");
            return i;
        });

        assertThat(elsewhere().count("c")).isEqualTo(before + 50);
    }
}
