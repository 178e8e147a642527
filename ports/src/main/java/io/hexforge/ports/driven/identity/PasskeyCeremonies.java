package io.hexforge.ports.driven.identity;

import io.hexforge.domain.identity.Passkey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What is said between this server and an authenticator, through a browser: WebAuthn's two ceremonies.
///
/// Options and responses are JSON as `PublicKeyCredential.parse…OptionsFromJSON` and `toJSON` of browsers have it. Both
/// ceremonies demand that the authenticator verifies its user, so that a passkey is two factors. Nothing is kept here:
/// whoever starts a ceremony keeps its state, and sees to it that it is finished once.
///
/// **Threads:** safe for concurrent use.
///
/// Implementations pass `PasskeyCeremoniesContract`.
public interface PasskeyCeremonies {
    /// Asks for a new discoverable credential.
    ///
    /// @param userHandle in base64url
    /// @param name what tells the account from others, such as its address
    /// @param existing passkeys of the same user, whose authenticators will not make another one
    Ceremony startRegistration(String userHandle, String name, String displayName, List<Passkey> existing);

    Registration finishRegistration(String state, String response);

    /// Asks for a proof.
    ///
    /// @param allowed credentials that may give it; empty for any that the authenticator finds
    Ceremony startLogin(List<Descriptor> allowed);

    /// @param passkey the one that the response names
    Login finishLogin(String state, String response, Passkey passkey);

    /// {@return what a response says of itself, unproved; empty if it is malformed}
    Optional<Claim> read(String response);

    /// @param challenge in base64url; a response repeats it
    /// @param options for the browser, as JSON
    /// @param state to be kept until the response comes
    record Ceremony(String challenge, String options, String state) {}

    /// @param credentialId in base64url
    record Descriptor(String credentialId, Set<String> transports) {}

    /// @param challenge the ceremony that it says to finish
    /// @param credentialId of the passkey that it says to have used or made
    record Claim(String challenge, String credentialId) {}

    sealed interface Registration {
        /// A passkey was made; components as in [Passkey].
        record Made(
                String credentialId,
                String publicKey,
                long signatureCount,
                Set<String> transports,
                boolean backupEligible,
                boolean backedUp,
                UUID aaguid)
                implements Registration {}

        /// @param reason for the log
        record Refused(String reason) implements Registration {}
    }

    sealed interface Login {
        record Proved(long signatureCount, boolean backedUp) implements Login {}

        /// The signature is right, but the counter is not above the last one: there are two of this key.
        record CounterWentBack(long signatureCount) implements Login {}

        /// @param reason for the log
        record Refused(String reason) implements Login {}
    }
}
