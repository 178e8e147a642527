package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.ExternalIdentity;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The OpenID Connect providers that the operator has set up, as this installation's client of each: authorization code
/// with PKCE.
///
/// **Threads:** safe for concurrent use.
/// **Errors:** [io.hexforge.ports.driven.PortException] when a provider cannot be reached or does not say what it must.
///
/// An implementation holds its own against providers that break every rule.
public interface IdentityProviders {
    /// {@return their names, as they stand in paths}
    List<String> names();

    /// {@return where the browser goes to log in}
    ///
    /// @param provider one of `names`
    URI authorization(String provider, Proof proof);

    /// Turns the code that a browser brought back into who logged in.
    ///
    /// @param issuer what came back beside the code (RFC 9207); null if nothing did
    Redeemed redeem(String provider, Proof proof, String code, @Nullable String issuer);

    /// What ties an answer to its question; each is random and used once.
    ///
    /// @param state comes back with the code
    /// @param nonce comes back in the token
    /// @param verifier its hash goes out with the question, itself with the code (RFC 7636)
    record Proof(String state, String nonce, Secret verifier) {}

    sealed interface Redeemed {
        record Known(ExternalIdentity identity) implements Redeemed {}

        /// @param reason for the log; names no secret
        record Refused(String reason) implements Redeemed {}
    }
}
