package io.hexforge.domain.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// That a user logs in with an account elsewhere. The account is known by issuer and subject, which never change hands;
/// an address may.
///
/// @param provider the name under which the operator set the issuer up
/// @param issuer of OpenID Connect
/// @param subject the account, as the issuer knows it
/// @param label what people recognise the account by, such as its address
/// @param createdAt to the microsecond, like every instant that is stored
public record ExternalLogin(
        UUID id, UUID userId, String provider, String issuer, String subject, String label, Instant createdAt) {
    public ExternalLogin {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    }
}
