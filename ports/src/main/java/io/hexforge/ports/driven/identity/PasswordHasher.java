package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Secret;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Hashes passwords, slowly by design. What is hashed has been normalised by
/// [io.hexforge.domain.identity.PasswordPolicy#normalized].
///
/// **Threads:** safe for concurrent use; callers may have to wait for each other.
/// **Errors:** [io.hexforge.ports.driven.PortException] of kind `UNAVAILABLE` when too many wait already.
///
/// Implementations pass `PasswordHasherContract`.
public interface PasswordHasher {
    /// {@return a hash with a salt of its own, which names its algorithm and parameters (PHC string format)}
    String hash(Secret password);

    /// Checks a password against a hash, also one of an older algorithm. A hash of a kind that is not known here fits
    /// no password.
    Verdict verify(Secret password, String hash);

    /// {@return a hash that fits no password, to check against for somebody who has none: that takes as long}
    String decoy();

    /// Does work that will hash when its turn has come. Few have theirs at a time, and the others wait here, where they
    /// keep nothing else busy. Not to be nested.
    <T extends @Nullable Object> T inTurn(Supplier<T> work);

    enum Verdict {
        WRONG,
        RIGHT,
        /// Right, but hashed as is no longer done: to be hashed anew while the password is at hand.
        OUTDATED;

        public boolean right() {
            return this != WRONG;
        }
    }
}
