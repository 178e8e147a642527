package io.hexforge.domain.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// How long somebody has to wait who has guessed wrong: not at all at first, then twice as long each time.
///
/// @param free failures that cost nothing
/// @param first the wait after the first failure that does
/// @param longest wait
/// @param forgetAfter after how long without a failure all are forgotten
public record GuessingPolicy(int free, Duration first, Duration longest, Duration forgetAfter) {
    /// Of one account, or one account from one place.
    public static final GuessingPolicy ACCOUNT =
            new GuessingPolicy(5, Duration.ofSeconds(2), Duration.ofMinutes(15), Duration.ofHours(12));

    /// Of one place, whatever the accounts: many people may share it.
    public static final GuessingPolicy PLACE =
            new GuessingPolicy(30, Duration.ofSeconds(2), Duration.ofMinutes(15), Duration.ofHours(1));

    private static final int MOST_DOUBLINGS = 30;

    /// Wrong guesses, and when the last was.
    public record Failures(int count, Instant last) {
        public Failures {
            last = last.truncatedTo(ChronoUnit.MICROS);
        }
    }

    /// {@return how much longer to wait at `now`; zero or less if not at all}
    public Duration wait(Failures failures, Instant now) {
        if (failures.count() < free || forgotten(failures, now)) {
            return Duration.ZERO;
        }
        Duration doubled = first.multipliedBy(1L << Math.min(failures.count() - free, MOST_DOUBLINGS));
        Duration whole = doubled.compareTo(longest) > 0 ? longest : doubled;
        return Duration.between(now, failures.last().plus(whole));
    }

    /// {@return the failures after one more at `now`}
    public Failures failed(Failures before, Instant now) {
        return new Failures(forgotten(before, now) ? 1 : before.count() + 1, now);
    }

    private boolean forgotten(Failures failures, Instant now) {
        return !now.isBefore(failures.last().plus(forgetAfter));
    }
}
