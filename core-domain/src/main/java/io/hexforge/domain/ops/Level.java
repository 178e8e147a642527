package io.hexforge.domain.ops;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Where a counter stands within its [Limit]. Immutable; each change returns a new level.
///
/// The scripts of the Redis adapter repeat this arithmetic.
///
/// @param used taken and not come back; more than the capacity is debt. Whole numbers are exact up to 2^53
/// @param held reserved by those that still run
/// @param micros when that was so, in microseconds since 1970
public record Level(double used, long held, long micros) {
    /// What rounding may add while a bucket refills.
    private static final double ROUNDING = 1e-6;

    private static final Duration SOON = Duration.ofSeconds(1);

    /// {@return the microseconds of an instant since 1970}
    public static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    public static Level fresh(long micros) {
        return new Level(0, 0, micros);
    }

    /// The level at `now`: a bucket has refilled since, a budget is raised to what is known to be spent.
    public Level at(Limit limit, long now) {
        long later = Math.max(now, micros);
        return switch (limit) {
            case Limit.Bucket bucket -> new Level(Math.max(0, used - (later - micros) * perMicro(bucket)), held, later);
            case Limit.Slots slots -> new Level(used, held, later);
            case Limit.Budget budget -> new Level(Math.max(used, (double) budget.seed()), held, later);
        };
    }

    public boolean admits(Limit limit, long amount) {
        double taken = used + held;
        return switch (limit) {
            case Limit.Bucket bucket -> taken + counted(bucket, amount) <= bucket.capacity() + ROUNDING;
            case Limit.Slots slots -> taken + amount <= slots.capacity();
            // A demand of nothing, because no price is known, is admitted until the budget is used up.
            case Limit.Budget budget -> taken + amount <= budget.capacity() && used < budget.capacity();
        };
    }

    public Level reserved(Limit limit, long amount) {
        return limit.held() ? new Level(used, held + amount, micros) : new Level(used + amount, held, micros);
    }

    /// The level after a reservation that was not wanted after all.
    public Level returned(Limit limit, long amount) {
        return limit.held()
                ? new Level(used, Math.max(0, held - amount), micros)
                : new Level(Math.max(0, used - amount), held, micros);
    }

    /// The level after a reservation of `amount`, if that is still held, came to `actual`.
    public Level settled(Limit limit, long amount, long actual) {
        double more = limit instanceof Limit.Slots ? 0 : actual;
        return new Level(used + more, Math.max(0, held - amount), micros);
    }

    /// The level, if it is higher; else one that is as high as `seen` elsewhere.
    public Level atLeast(double seen) {
        return seen <= used ? this : new Level(seen, held, micros);
    }

    public long remaining(Limit limit) {
        return Math.max(0, (long) Math.floor(limit.capacity() - used - held + ROUNDING));
    }

    /// {@return in how long all of the limit is available again, if nothing more is used}
    public Duration reset(Limit limit) {
        return switch (limit) {
            case Limit.Bucket bucket -> ofMicros(Math.max(0, used) / perMicro(bucket));
            case Limit.Slots slots -> Duration.ZERO;
            case Limit.Budget budget -> budget.end() == null ? Duration.ZERO : until(budget.end());
        };
    }

    /// {@return in how long a denied `amount` may be asked for again; null if waiting does not help}
    public @Nullable Duration wait(Limit limit, long amount) {
        return switch (limit) {
            case Limit.Bucket bucket -> {
                double missing = used + held + counted(bucket, amount) - bucket.capacity();
                boolean fits = counted(bucket, amount) <= bucket.capacity();
                yield fits ? ofMicros(Math.max(0, missing) / perMicro(bucket)).plusMillis(1) : null;
            }
            case Limit.Slots slots -> amount <= slots.capacity() ? SOON : null;
            case Limit.Budget budget -> {
                boolean onlyHeld = used + amount <= budget.capacity() && used < budget.capacity();
                boolean fits = amount <= budget.capacity() && budget.end() != null;
                yield onlyHeld ? SOON : fits ? until(budget.end()) : null;
            }
        };
    }

    /// {@return whether a fresh level would say the same, so that this one can be forgotten}
    public boolean idle(Limit limit, long now) {
        Level current = at(limit, now);
        return current.held == 0
                && switch (limit) {
                    case Limit.Bucket bucket -> current.used <= 0;
                    case Limit.Slots slots -> true;
                    case Limit.Budget budget -> budget.end() != null && micros(budget.end()) <= now;
                };
    }

    /// An estimate for more than the bucket ever holds waits for the whole bucket, and goes into debt.
    private static long counted(Limit.Bucket bucket, long amount) {
        return bucket.booking() == Limit.Booking.SOFT ? Math.min(amount, bucket.capacity()) : amount;
    }

    private static double perMicro(Limit.Bucket bucket) {
        return bucket.capacity() * 1000.0 / bucket.refill().toNanos();
    }

    private Duration until(@Nullable Instant end) {
        return end == null ? Duration.ZERO : ofMicros((double) Math.max(0, micros(end) - micros));
    }

    private static Duration ofMicros(double micros) {
        return Duration.of((long) Math.ceil(micros), ChronoUnit.MICROS);
    }
}
