package io.hexforge.domain;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Makes UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, 12 bits that count within the
/// millisecond from a random start, then 62 random bits.
///
/// Ids made by one instance sort in the order in which they were made (section 6.2, method 1: a counter that
/// overflows borrows from the next millisecond; a clock set back is waited out by counting on). Safe for concurrent
/// use if the generator is.
public final class Ids {
    private static final int COUNTER_BITS = 12;
    /// The start leaves half of the counter's range to count in.
    private static final long START_MASK = (1L << (COUNTER_BITS - 1)) - 1;
    private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;

    private final InstantSource clock;
    private final RandomGenerator random;
    private final AtomicLong last = new AtomicLong(-1);

    public Ids(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public InstantSource clock() {
        return clock;
    }

    public RandomGenerator random() {
        return random;
    }

    public UUID next() {
        long earliest = (clock.millis() << COUNTER_BITS) | (random.nextLong() & START_MASK);
        long tick = last.updateAndGet(previous -> Math.max(previous + 1, earliest));
        long high = (tick >>> COUNTER_BITS << 16) | VERSION_7 | (tick & COUNTER_MASK);
        long low = VARIANT_RFC | (random.nextLong() >>> 2);
        return new UUID(high, low);
    }
}
