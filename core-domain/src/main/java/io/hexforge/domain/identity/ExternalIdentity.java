package io.hexforge.domain.identity;

import org.jspecify.annotations.Nullable;

/// What an OpenID Connect provider says of somebody who just logged in there.
///
/// @param subject the account, as the issuer knows it
/// @param email an address that the issuer vouches for; null if there is none, or if it does not vouch for it
/// @param name as people call them; null if not said
public record ExternalIdentity(
        String issuer,
        String subject,
        @Nullable EmailAddress email,
        @Nullable String name) {
    /// The longest subject (OpenID Connect Core, section 2).
    public static final int MAX_SUBJECT = 255;

    /// {@return what people recognise the account by}
    public String label() {
        return email != null ? email.value() : name != null ? name : subject;
    }
}
