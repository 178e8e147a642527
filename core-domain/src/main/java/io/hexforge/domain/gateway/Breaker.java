package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// When a deployment that fails is left alone, and for how long.
///
/// Closed, it counts failures in a row; after `threshold` of them it opens for `cooldown`, which doubles with each
/// opening in a row, plus up to a tenth of jitter. Then it is half-open: one trial at a time, whose success closes
/// it and whose failure opens it again. A deployment that says that it is overloaded or limits our rate has not
/// failed: it is left alone until the time it names.
///
/// @param threshold failures in a row
/// @param cooldown how long the first rest is
public record Breaker(int threshold, Duration cooldown) {
    public static final Breaker DEFAULT = new Breaker(3, Duration.ofSeconds(60));

    private static final int MOST_DOUBLINGS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration QUOTA_PAUSE = Duration.ofMinutes(5);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    public Breaker {
        if (threshold < 1 || cooldown.isNegative() || cooldown.isZero()) {
            throw new IllegalArgumentException("a breaker needs a threshold and a cooldown above zero");
        }
    }

    /// What is held against one deployment. Immutable.
    ///
    /// @param failures counted ones in a row
    /// @param openings in a row, without a success between
    /// @param openUntil when its rest ends; null while closed
    /// @param trialUntil until when a trial that was begun keeps others away; null when there is none
    /// @param limited answers in a row that asked for less
    /// @param notBefore when it wants to be asked again; null when it did not say
    /// @param quarantine why its credential is refused; null while it is not
    public record Standing(
            int failures,
            int openings,
            @Nullable Instant openUntil,
            @Nullable Instant trialUntil,
            int limited,
            @Nullable Instant notBefore,
            @Nullable String quarantine) {
        public static final Standing CLEAN = new Standing(0, 0, null, null, 0, null, null);

        /// {@return whether nothing is held against it but single failures}
        public boolean clean() {
            return openUntil == null && notBefore == null && quarantine == null;
        }

        public Availability at(Instant now) {
            if (quarantine != null) {
                return new Availability.Quarantined(quarantine);
            }
            if (openUntil != null && now.isBefore(openUntil)) {
                return new Availability.Open(openUntil);
            }
            if (openUntil != null && trialUntil != null && now.isBefore(trialUntil)) {
                return new Availability.Open(trialUntil);
            }
            if (notBefore != null && now.isBefore(notBefore)) {
                return new Availability.NotBefore(notBefore);
            }
            return openUntil != null ? new Availability.Trial() : new Availability.Ready();
        }

        /// The same, while a trial runs that ends by `until` at the latest.
        public Standing trying(Instant until) {
            return openUntil == null
                    ? this
                    : new Standing(failures, openings, openUntil, until, limited, notBefore, quarantine);
        }

        /// The same, with its rest over: the next call is a trial.
        public Standing rested(Instant now) {
            return openUntil == null || !now.isBefore(openUntil)
                    ? this
                    : new Standing(failures, openings, now, null, limited, notBefore, quarantine);
        }
    }

    /// {@return whether `fault` says that the deployment is broken}
    public static boolean counts(Kind fault) {
        return switch (fault) {
            case SERVER_ERROR, UNREACHABLE, FIRST_TOKEN_TIMEOUT, DEADLINE, STALLED, TRUNCATED, MALFORMED -> true;
            case INVALID_REQUEST,
                    UNSUPPORTED,
                    CONTEXT_LENGTH,
                    CONTENT_FILTER,
                    UNKNOWN_MODEL,
                    TOO_LARGE,
                    CREDENTIAL,
                    NOT_CONFIGURED,
                    FORBIDDEN_ADDRESS,
                    RATE_LIMITED,
                    QUOTA,
                    OVERLOADED,
                    CANCELLED -> false;
        };
    }

    /// {@return the standing after `fault`}
    public Standing failed(Standing before, UpstreamFault fault, Instant now, RandomGenerator random) {
        return switch (fault.kind()) {
            case CREDENTIAL -> new Standing(0, 0, null, null, 0, null, fault.message());
            case RATE_LIMITED, OVERLOADED -> paused(before, pause(before, fault.retryAfter(), random), now);
            case QUOTA -> paused(before, fault.retryAfter() == null ? QUOTA_PAUSE : fault.retryAfter(), now);
            default -> counts(fault.kind()) ? counted(before, now, random) : withoutTrial(before);
        };
    }

    private Standing counted(Standing before, Instant now, RandomGenerator random) {
        int failures = before.failures() + 1;
        // Calls that ran when it opened fail late: they tell nothing new.
        boolean rests = before.openUntil() != null && now.isBefore(before.openUntil());
        boolean opens = !rests && (before.openUntil() != null || failures >= threshold);
        if (!opens) {
            return new Standing(
                    failures,
                    before.openings(),
                    before.openUntil(),
                    before.trialUntil(),
                    0,
                    before.notBefore(),
                    before.quarantine());
        }
        Duration rest = cooldown.multipliedBy(1L << Math.min(before.openings(), MOST_DOUBLINGS));
        Instant until = now.plus(rest).plusMillis(random.nextLong(1 + rest.toMillis() / 10));
        return new Standing(failures, before.openings() + 1, until, null, 0, before.notBefore(), before.quarantine());
    }

    private static Standing paused(Standing before, Duration pause, Instant now) {
        Instant wanted = now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        Instant old = before.notBefore();
        return new Standing(
                before.failures(),
                before.openings(),
                before.openUntil(),
                null,
                before.limited() + 1,
                old != null && old.isAfter(wanted) ? old : wanted,
                before.quarantine());
    }

    /// What the deployment asks for, else a second that doubles, of which up to half is left out by chance.
    private static Duration pause(Standing before, @Nullable Duration asked, RandomGenerator random) {
        if (asked != null) {
            return asked;
        }
        long bound = FIRST_PAUSE.toMillis() << Math.min(before.limited(), MOST_DOUBLINGS);
        return Duration.ofMillis(bound / 2 + random.nextLong(1 + bound / 2));
    }

    private static Standing withoutTrial(Standing before) {
        return before.trialUntil() == null
                ? before
                : new Standing(
                        before.failures(),
                        before.openings(),
                        before.openUntil(),
                        null,
                        before.limited(),
                        before.notBefore(),
                        before.quarantine());
    }
}
