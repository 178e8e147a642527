package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.ports.driven.identity.IdentityProviders.Proof;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a provider was asked, kept until the browser comes back.
///
/// @param browser the hash of what the browser that asked keeps
/// @param linkTo whose account the one elsewhere shall be added to; null to log in with it
record ProviderQuestion(
        String provider,
        Proof proof,
        SecretHash browser,
        @Nullable UUID linkTo,
        @Nullable String inviteCode,
        @Nullable String returnTo) {
    boolean askedBy(@Nullable Secret shown) {
        return shown != null && SecretHash.of(shown.reveal()).equals(browser);
    }

    String encoded() {
        return Fields.encode(
                provider,
                proof.state(),
                proof.nonce(),
                proof.verifier().reveal(),
                browser.hex(),
                linkTo == null ? null : linkTo.toString(),
                inviteCode,
                returnTo);
    }

    static ProviderQuestion decode(String encoded) {
        List<@Nullable String> fields = Fields.decode(encoded);
        String linkTo = fields.get(5);
        return new ProviderQuestion(
                Fields.required(fields, 0),
                new Proof(
                        Fields.required(fields, 1), Fields.required(fields, 2), new Secret(Fields.required(fields, 3))),
                new SecretHash(Fields.required(fields, 4)),
                linkTo == null ? null : UUID.fromString(linkTo),
                fields.get(6),
                fields.get(7));
    }
}
