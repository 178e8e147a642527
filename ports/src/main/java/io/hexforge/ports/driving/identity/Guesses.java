package io.hexforge.ports.driving.identity;

import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.GuessingPolicy;
import io.hexforge.domain.identity.GuessingPolicy.Failures;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.ports.driven.identity.LoginHistory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Slows down who guesses, without letting anybody lock somebody else out.
///
/// Wrong guesses are counted by the name that was guessed at and by the place that they came from. A place that the
/// user has logged in from before is judged by its own wrong guesses only, so that a stranger's do not concern it.
/// Safe for concurrent use.
public final class Guesses {
    /// Has logged in from nowhere.
    private static final UUID NOBODY = new UUID(0, 0);

    private final LoginHistory history;
    private final InstantSource clock;

    public Guesses(LoginHistory history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    /// What is guessed at.
    enum Kind {
        PASSWORD,
        SECOND_FACTOR
    }

    /// A guess that is about to be made, and what it is counted under.
    ///
    /// @param account the counter that a right guess clears
    record Guess(SecretHash account, Map<SecretHash, GuessingPolicy> counters) {}

    /// @param name as it was typed, whether or not anybody has it
    /// @param userId whose name it is; null for nobody's
    Guess of(Kind kind, String name, @Nullable UUID userId, Device device) {
        String account = kind + ":" + name;
        String place = network(device);
        // Asked for nobody too, so that it takes as long.
        boolean known = history.knows(userId == null ? NOBODY : userId, place(device));
        SecretHash counter = SecretHash.of(known ? account + "@" + place : account);
        return known
                ? new Guess(counter, Map.of(counter, GuessingPolicy.ACCOUNT))
                : new Guess(
                        counter,
                        Map.of(
                                counter,
                                GuessingPolicy.ACCOUNT,
                                SecretHash.of(kind + "@" + place),
                                GuessingPolicy.PLACE));
    }

    /// {@return how long to wait before the guess may be made; zero or less for not at all}
    Duration wait(Guess guess) {
        Instant now = now();
        Map<SecretHash, Failures> failures = history.failures(guess.counters().keySet());
        Duration longest = Duration.ZERO;
        for (var counter : guess.counters().entrySet()) {
            Failures counted = failures.get(counter.getKey());
            Duration wait = counted == null ? Duration.ZERO : counter.getValue().wait(counted, now);
            longest = wait.compareTo(longest) > 0 ? wait : longest;
        }
        return longest;
    }

    void wrong(Guess guess) {
        history.failed(guess.counters(), now());
    }

    /// Forgets the wrong guesses at this account; those from this place at others stay.
    void right(Guess guess) {
        history.clear(guess.account());
    }

    /// Forgets the wrong guesses at a password that no longer is.
    void forget(Stream<String> names) {
        names.forEach(name -> history.clear(SecretHash.of(Kind.PASSWORD + ":" + name)));
    }

    /// Notes that a user has logged in from there.
    void remember(UUID userId, Device device) {
        history.remember(userId, place(device), clock.instant());
    }

    /// As exact as what is stored.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static SecretHash place(Device device) {
        return SecretHash.of("place:" + network(device));
    }

    private static String network(Device device) {
        return MeterRequests.network(device.ip());
    }
}
