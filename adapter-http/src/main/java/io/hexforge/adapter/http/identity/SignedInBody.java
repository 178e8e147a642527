package io.hexforge.adapter.http.identity;

import io.hexforge.ports.driving.identity.SignedIn;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The one answer to whoever is logged in. The tokens are absent when they are in cookies.
///
/// @param expiresIn seconds
/// @param csrfToken to be sent in `X-CSRF-Token`; present only when the tokens are in cookies
/// @param mfaSetupRequired whether a second factor has to be set up before anything else is allowed
/// @param tokens the same tokens, where an older system had them
/// @param session the same facts, where an older system had them
record SignedInBody(
        @Nullable String accessToken,
        @Nullable String refreshToken,
        String tokenType,
        long expiresIn,
        long refreshExpiresIn,
        UUID sessionId,
        @Nullable String csrfToken,
        UserBody user,
        AccountStatusBody accountStatus,
        boolean mfaSetupRequired,
        @Nullable TokensBody tokens,
        SessionTimes session) {
    record TokensBody(String accessToken, String refreshToken, String tokenType, long expiresIn) {}

    /// @param expiresAt when the access token does
    record SessionTimes(UUID sessionId, String expiresAt, String refreshExpiresAt) {}

    private static final String BEARER = "bearer";

    /// The answer with the tokens in it.
    static SignedInBody withTokens(SignedIn in) {
        var tokens = new TokensBody(
                in.accessToken().reveal(),
                in.refreshToken().reveal(),
                BEARER,
                in.accessFor().toSeconds());
        return body(in, tokens, null);
    }

    /// The answer to whoever has the tokens in cookies.
    static SignedInBody withoutTokens(SignedIn in, String csrfToken) {
        return body(in, null, csrfToken);
    }

    private static SignedInBody body(SignedIn in, @Nullable TokensBody tokens, @Nullable String csrfToken) {
        var rotatedAt = in.session().rotatedAt();
        return new SignedInBody(
                tokens == null ? null : tokens.accessToken(),
                tokens == null ? null : tokens.refreshToken(),
                BEARER,
                in.accessFor().toSeconds(),
                in.refreshFor().toSeconds(),
                in.session().id(),
                csrfToken,
                UserBody.of(in.user()),
                AccountStatusBody.of(in.user()),
                in.limited(),
                tokens,
                new SessionTimes(
                        in.session().id(),
                        rotatedAt.plus(in.accessFor()).toString(),
                        rotatedAt.plus(in.refreshFor()).toString()));
    }
}
