package io.hexforge.domain.ops;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How much of something may be used. Where a counter stands within its limit is a [Level].
public sealed interface Limit {
    /// {@return the most that may be used: in a bucket at once, of slots at a time, of a budget within its window}
    long capacity();

    /// {@return whether what is reserved stays held until its lease is settled}
    boolean held();

    /// A token bucket: `capacity` may be taken at once, and what was taken comes back evenly, all of it in `refill`.
    record Bucket(long capacity, Duration refill, Booking booking) implements Limit {
        public Bucket {
            if (capacity < 1 || !refill.isPositive()) {
                throw new IllegalArgumentException("a bucket holds something and refills");
            }
        }

        /// A bucket of `capacity` that refills in a minute.
        public static Bucket perMinute(long capacity, Booking booking) {
            return new Bucket(capacity, Duration.ofMinutes(1), booking);
        }

        @Override
        public boolean held() {
            return booking != Booking.AT_ONCE;
        }
    }

    /// When a bucket's tokens are taken, and how exactly the limit is kept.
    enum Booking {
        /// They are taken when they are reserved, and that is that.
        AT_ONCE,
        /// The most that may be used is held, what was used is taken when it is known. Never overshot.
        HARD,
        /// An estimate is held, what was used is taken when it is known. May be overshot: the bucket is then in debt,
        /// and admits nothing until it is paid back.
        SOFT
    }

    /// Things that may run at a time.
    record Slots(long capacity) implements Limit {
        @Override
        public boolean held() {
            return true;
        }
    }

    /// A sum that may be spent until `end`. Each window is a counter of its own.
    ///
    /// @param end null for a budget without end
    /// @param seed what is known to be spent; a counter that stands lower is raised to it
    record Budget(long capacity, @Nullable Instant end, long seed) implements Limit {
        @Override
        public boolean held() {
            return true;
        }

        /// The same budget, of which at least `known` is spent.
        public Budget seeded(long known) {
            return known <= seed ? this : new Budget(capacity, end, known);
        }
    }
}
