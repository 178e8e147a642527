package io.hexforge.ports.driven.identity;

import io.hexforge.domain.identity.OneTimeToken;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.TokenPurpose;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Durable home of the tokens that were sent by mail.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `OneTimeTokenStoreContract`.
public interface OneTimeTokenStore {
    /// Keeps a token, in place of an earlier one of that user and purpose.
    void issue(OneTimeToken token);

    /// {@return the token, which is gone afterwards, unless it is for something else or has expired at `now`: of any
    /// number of concurrent callers one gets it}
    Optional<OneTimeToken> take(SecretHash hash, TokenPurpose purpose, Instant now);

    /// Forgets all tokens of a user.
    void voidAll(UUID userId);

    /// {@return how many tokens were forgotten that had expired at `now`}
    int forgetExpired(Instant now);
}
