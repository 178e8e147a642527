package io.hexforge.domain;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes UUIDs of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 74 random bits.
///
/// Ids made by one instance sort by the millisecond in which they were made. Safe for concurrent use if the
/// generator is.
public record Ids(InstantSource clock, RandomGenerator random) {
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;

    public UUID next() {
        long millis = clock.millis();
        long high = millis << 16 | VERSION_7 | random.nextLong() >>> 52;
        long low = VARIANT_RFC | random.nextLong() >>> 2;
        return new UUID(high, low);
    }
}
