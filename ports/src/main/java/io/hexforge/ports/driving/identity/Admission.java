package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Secret;
import java.time.Duration;

/// What becomes of somebody who has proved who they are.
public sealed interface Admission {
    record In(SignedIn signedIn) implements Admission {}

    /// Another factor is asked of them.
    ///
    /// @param mfaToken stands for what was proved so far, when the other factor is shown
    record SecondFactorNeeded(Secret mfaToken, Duration validFor) implements Admission {}

    /// An administrator has disabled the account.
    record Disabled() implements Admission {}

    /// They have not proved yet that mail reaches them, and that is asked of everybody.
    record EmailNotVerified() implements Admission {}
}
