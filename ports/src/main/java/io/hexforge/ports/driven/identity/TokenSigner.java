package io.hexforge.ports.driven.identity;

import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AccessClaims;
import io.hexforge.domain.identity.SigningKey;
import java.util.Collection;
import java.util.Optional;

/// Writes access tokens and tells genuine ones from others.
///
/// **Threads:** safe for concurrent use. Nothing waits.
///
/// Implementations pass `TokenSignerContract`.
public interface TokenSigner {
    /// {@return a new key for access tokens}
    SigningKey.Opened newKey();

    Secret sign(AccessClaims claims, SigningKey.Opened key);

    /// {@return what the token says, if it was signed with one of `keys`, for this installation, as an access
    /// token, and has not expired}
    Optional<AccessClaims> verify(String token, Collection<SigningKey.Opened> keys);

    /// {@return the public part of a key as a JSON Web Key (RFC 7517)}
    JsonObject publicKey(SigningKey.Opened key);
}
