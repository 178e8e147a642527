package io.hexforge.domain.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// When signing keys take over from each other.
///
/// @param signsFor how long a key signs before it is replaced
/// @param announcedFor how long a key is published before it signs, so that whoever caches the published keys
///     knows it
/// @param keptFor how long a key is published after it has been replaced: longer than a token lives
public record SigningKeyPolicy(Duration signsFor, Duration announcedFor, Duration keptFor) {
    private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(5);

    public static SigningKeyPolicy of(Duration accessLife) {
        return new SigningKeyPolicy(Duration.ofDays(90), Duration.ofHours(1), accessLife.plus(CLOCKS_DIFFER_BY));
    }

    private static final Comparator<SigningKey> OLDEST_FIRST =
            Comparator.comparing(SigningKey::signsFrom).thenComparing(SigningKey::id);

    /// {@return the key to sign with: the newest whose time has come, or the first one there will be}
    public Optional<SigningKey> signing(List<SigningKey> keys, Instant now) {
        return keys.stream()
                .filter(key -> !key.signsFrom().isAfter(now))
                .max(OLDEST_FIRST)
                .or(() -> keys.stream().min(OLDEST_FIRST));
    }

    /// {@return whether a successor must be made}
    public boolean due(List<SigningKey> keys, Instant now) {
        return keys.stream()
                .max(OLDEST_FIRST)
                .map(newest -> !now.isBefore(newest.signsFrom().plus(signsFor)))
                .orElse(true);
    }

    /// {@return when a key that is made now begins to sign}
    public Instant signsFrom(List<SigningKey> keys, Instant now) {
        return keys.isEmpty() ? now : now.plus(announcedFor);
    }

    /// {@return keys under which no valid token can be any more}
    public List<SigningKey> useless(List<SigningKey> keys, Instant now) {
        List<SigningKey> sorted = keys.stream().sorted(OLDEST_FIRST).toList();
        Instant end = now.minus(keptFor);
        int replaced = 0;
        while (replaced + 1 < sorted.size()
                && sorted.get(replaced + 1).signsFrom().isBefore(end)) {
            replaced++;
        }
        return sorted.subList(0, replaced);
    }
}
