package io.hexforge.ports.driven.identity;

import io.hexforge.domain.identity.GuessingPolicy;
import io.hexforge.domain.identity.GuessingPolicy.Failures;
import io.hexforge.domain.identity.SecretHash;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// Durable memory of wrong guesses, and of the places that people have logged in from.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `LoginHistoryContract`.
public interface LoginHistory {
    /// {@return the wrong guesses that are counted under each of `subjects` that has any}
    Map<SecretHash, Failures> failures(Set<SecretHash> subjects);

    /// Counts one more under each subject; none is lost, however many come at once. The last second's may be lost when
    /// the store itself crashes.
    void failed(Map<SecretHash, GuessingPolicy> subjects, Instant at);

    /// Forgets the wrong guesses that are counted under `subject`.
    void clear(SecretHash subject);

    /// {@return whether the user has logged in from there}
    boolean knows(UUID userId, SecretHash place);

    void remember(UUID userId, SecretHash place, Instant at);

    /// {@return how many entries were forgotten that were last touched before that}
    int forgetBefore(Instant failuresBefore, Instant placesBefore);
}
