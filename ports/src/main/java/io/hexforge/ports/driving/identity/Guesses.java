package io.hexforge.ports.driving.identity;

import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.GuessingPolicy;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.ports.driven.identity.LoginHistory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Slows down who guesses, without letting anybody lock somebody else out.
///
/// Wrong guesses are counted by the name that was guessed at and by the place that they came from. A place that the
/// user has logged in from before is judged by its own wrong guesses only, so that a stranger's do not concern it.
/// Safe for concurrent use.
public final class Guesses {
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
    record Guess(List<Counter> counters) {}

    record Counter(SecretHash subject, GuessingPolicy policy) {}

    /// @param name as it was typed, whether or not anybody has it
    /// @param userId whose name it is; null for nobody's
    Guess of(Kind kind, String name, @Nullable UUID userId, Device device) {
        String account = kind + ":" + name;
        String place = network(device);
        boolean known = userId != null && history.knows(userId, place(device));
        return known
                ? new Guess(List.of(counter(account + "@" + place, GuessingPolicy.ACCOUNT)))
                : new Guess(List.of(
                        counter(account, GuessingPolicy.ACCOUNT), counter(kind + "@" + place, GuessingPolicy.PLACE)));
    }

    /// {@return how long to wait before the guess may be made; zero or less for not at all}
    Duration wait(Guess guess) {
        Instant now = now();
        return guess.counters().stream()
                .flatMap(counter ->
                        history
                                .failures(counter.subject())
                                .map(failures -> counter.policy().wait(failures, now))
                                .stream())
                .reduce(Duration.ZERO, (one, other) -> one.compareTo(other) > 0 ? one : other);
    }

    void wrong(Guess guess) {
        Instant now = now();
        guess.counters().forEach(counter -> history.failed(counter.subject(), counter.policy(), now));
    }

    /// Forgets the wrong guesses at this account; those from this place at others stay.
    void right(Guess guess) {
        history.clear(guess.counters().getFirst().subject());
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

    private static Counter counter(String subject, GuessingPolicy policy) {
        return new Counter(SecretHash.of(subject), policy);
    }

    private static SecretHash place(Device device) {
        return SecretHash.of("place:" + network(device));
    }

    private static String network(Device device) {
        return MeterRequests.network(device.ip());
    }
}
