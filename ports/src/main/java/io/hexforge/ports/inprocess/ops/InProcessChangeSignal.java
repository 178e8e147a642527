package io.hexforge.ports.inprocess.ops;

import io.hexforge.ports.driven.ops.ChangeSignal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Signals within this process. Safe for concurrent use.
public final class InProcessChangeSignal implements ChangeSignal {
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    @Override
    public void raise(String topic) {
        counts.merge(topic, 1L, Long::sum);
    }

    @Override
    public long count(String topic) {
        return counts.getOrDefault(topic, 0L);
    }
}
