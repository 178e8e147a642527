package io.hexforge.ports.driving.identity;

import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.ops.ChangeSignal;
import org.jspecify.annotations.Nullable;

/// Tells other nodes of changes of one kind, and hears of theirs. Whatever does not arrive is found by who
/// looks every second anyway. Safe for concurrent use.
final class Tidings {
    private final @Nullable ChangeSignal signal;
    private final String topic;
    private volatile long heard;

    /// @param signal null for a node that is told nothing
    Tidings(@Nullable ChangeSignal signal, String topic) {
        this.signal = signal;
        this.topic = topic;
    }

    /// Makes other nodes look soon.
    void spread() {
        if (signal == null) {
            return;
        }
        try {
            signal.raise(topic);
        } catch (PortException away) {
            // They look by themselves within a second.
        }
    }

    /// Looks, if another node has said that there is something.
    void heed(Runnable look) {
        long count = signal == null ? heard : signal.count(topic);
        if (count != heard) {
            look.run();
            heard = count;
        }
    }
}
