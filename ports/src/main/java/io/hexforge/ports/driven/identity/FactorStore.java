package io.hexforge.ports.driven.identity;

import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.TotpFactor;
import io.hexforge.domain.ops.SealedSecret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Durable home of authenticator apps and of the recovery codes that stand in for them. A user has one app at most.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `FactorStoreContract`.
public interface FactorStore {
    Optional<TotpFactor> find(UUID userId);

    /// Keeps an app that is not confirmed yet, with its recovery codes, in place of an earlier one that is not either.
    ///
    /// @return false, changing nothing, if the user has one that is confirmed
    boolean propose(TotpFactor factor, List<SecretHash> recoveryCodes);

    /// Lets an app protect its user from now on.
    ///
    /// @param checked as it was found
    /// @param step whose number was shown
    /// @return false, changing nothing, if it was confirmed or replaced meanwhile
    boolean confirm(TotpFactor checked, long step, Instant at);

    /// Uses the number of a time step: of any number of concurrent callers one succeeds.
    ///
    /// @return false, changing nothing, if that step or a later one was used before
    boolean useStep(UUID userId, long step);

    /// Uses a recovery code of a confirmed app: of any number of concurrent callers one succeeds.
    boolean useRecoveryCode(UUID userId, SecretHash code);

    int recoveryCodesLeft(UUID userId);

    /// Puts new recovery codes in place of those that are left.
    ///
    /// @return false, changing nothing, if the user has no confirmed app
    boolean replaceRecoveryCodes(UUID userId, List<SecretHash> codes);

    /// Forgets the app and its recovery codes.
    ///
    /// @return whether there was a confirmed one
    boolean remove(UUID userId);

    /// {@return the apps of all users; for the change of the encryption key only}
    List<TotpFactor> all();

    /// Puts the same secret, sealed under another key, in place of `old`.
    ///
    /// @return false, changing nothing, if the secret is not `old` any more
    boolean reseal(UUID userId, SealedSecret old, SealedSecret resealed);
}
