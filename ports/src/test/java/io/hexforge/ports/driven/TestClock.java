package io.hexforge.ports.driven;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until a test moves it. Safe for concurrent use.
public final class TestClock implements InstantSource {
    private volatile Instant now = Instant.parse("2026-03-04T05:06:07.123456789Z");

    @Override
    public Instant instant() {
        return now;
    }

    public synchronized void advance(Duration time) {
        now = now.plus(time);
    }
}
