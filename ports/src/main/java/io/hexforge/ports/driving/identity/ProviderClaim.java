package io.hexforge.ports.driving.identity;

import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.ExternalIdentity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// That somebody who logged in at a provider may own an account here, if they prove it until then.
record ProviderClaim(UUID userId, String provider, ExternalIdentity identity, Instant until) {
    String encoded() {
        EmailAddress email = identity.email();
        return Fields.encode(
                userId.toString(),
                provider,
                identity.issuer(),
                identity.subject(),
                email == null ? null : email.value(),
                identity.name(),
                until.toString());
    }

    static ProviderClaim decode(String encoded) {
        List<@Nullable String> fields = Fields.decode(encoded);
        String email = fields.get(4);
        var identity = new ExternalIdentity(
                Fields.required(fields, 2),
                Fields.required(fields, 3),
                email == null ? null : new EmailAddress(email),
                fields.get(5));
        return new ProviderClaim(
                UUID.fromString(Fields.required(fields, 0)),
                Fields.required(fields, 1),
                identity,
                Instant.parse(Fields.required(fields, 6)));
    }
}
