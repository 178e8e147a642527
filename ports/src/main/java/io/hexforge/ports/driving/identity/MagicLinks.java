package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.TokenPurpose;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.OneTimeTokenStore;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/// Lets people log in by a link that is sent to them. Safe for concurrent use.
public final class MagicLinks {
    private final AccountStore accounts;
    private final OneTimeTokenStore tokens;
    private final ConfirmAddress confirmAddress;
    private final AdmitUser admitUser;
    private final Letters letters;
    private final Executor afterwards;
    private final InstantSource clock;

    /// @param afterwards where is done what must not show in the time that an answer takes
    public MagicLinks(
            AccountStore accounts,
            OneTimeTokenStore tokens,
            ConfirmAddress confirmAddress,
            AdmitUser admitUser,
            Letters letters,
            Executor afterwards,
            InstantSource clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.confirmAddress = confirmAddress;
        this.admitUser = admitUser;
        this.letters = letters;
        this.afterwards = afterwards;
        this.clock = clock;
    }

    /// Sends a link to whoever has that address, if anybody has. Whether anybody has does not show.
    public void request(String email, Device device) {
        EmailAddress.parse(email)
                .ifPresent(address -> afterwards.execute(() -> accounts.named(address.value())
                        .filter(user -> address.equals(user.email()) && !user.disabled())
                        .ifPresent(user -> letters.magicLink(user, address, device))));
    }

    /// Takes the token of a link.
    ///
    /// @return empty if it is none of ours, was used, or has expired
    public Optional<Admission> enter(Secret token, Device device) {
        return tokens.take(SecretHash.of(token.reveal()), TokenPurpose.MAGIC_LINK, clock.instant())
                .flatMap(confirmAddress::reclaimed)
                .map(user -> admitUser.admit(user, Set.of(AuthMethod.MAGIC_LINK), device));
    }
}
