package io.hexforge.ports.driven.identity;

import io.hexforge.domain.identity.GuessingPolicy;
import io.hexforge.domain.identity.GuessingPolicy.Failures;
import io.hexforge.domain.identity.SecretHash;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Durable memory of wrong guesses, and of the places that people have logged in from.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `LoginHistoryContract`.
public interface LoginHistory {
    /// {@return the wrong guesses that are counted under `subject`, if there are any}
    Optional<Failures> failures(SecretHash subject);

    /// Counts one more; none is lost, however many come at once.
    void failed(SecretHash subject, GuessingPolicy policy, Instant at);

    /// Forgets the wrong guesses that are counted under `subject`.
    void clear(SecretHash subject);

    /// {@return whether the user has logged in from there}
    boolean knows(UUID userId, SecretHash place);

    void remember(UUID userId, SecretHash place, Instant at);

    /// {@return how many entries were forgotten that were last touched before that}
    int forgetBefore(Instant failuresBefore, Instant placesBefore);
}
