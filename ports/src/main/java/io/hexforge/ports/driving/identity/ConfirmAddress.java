package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.domain.identity.OneTimeToken;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.TokenPurpose;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.AccountStore.Stored;
import io.hexforge.ports.driven.identity.FactorStore;
import io.hexforge.ports.driven.identity.OneTimeTokenStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Lets people prove that mail reaches them, and exchange their address for another one that they prove. Safe for
/// concurrent use.
public final class ConfirmAddress {
    private final AccountStore accounts;
    private final OneTimeTokenStore tokens;
    private final FactorStore factors;
    private final OtherWaysIn otherWaysIn;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Letters letters;
    private final AuditTrail audit;
    private final Executor afterwards;
    private final InstantSource clock;

    /// @param afterwards where is done what must not show in the time that an answer takes
    public ConfirmAddress(
            AccountStore accounts,
            OneTimeTokenStore tokens,
            FactorStore factors,
            OtherWaysIn otherWaysIn,
            Passwords passwords,
            Sessions sessions,
            Letters letters,
            AuditTrail audit,
            Executor afterwards,
            InstantSource clock) {
        this.accounts = accounts;
        this.tokens = tokens;
        this.factors = factors;
        this.otherWaysIn = otherWaysIn;
        this.passwords = passwords;
        this.sessions = sessions;
        this.letters = letters;
        this.audit = audit;
        this.afterwards = afterwards;
        this.clock = clock;
    }

    /// Sends another link, if there is an account with that address that needs one. Whether there is does not show.
    public void resend(String email) {
        EmailAddress.parse(email)
                .ifPresent(address -> afterwards.execute(() -> accounts.named(address.value())
                        .filter(user -> address.equals(user.email()) && !user.emailVerified() && !user.disabled())
                        .ifPresent(user -> letters.verify(user, address, TokenPurpose.VERIFY_EMAIL))));
    }

    /// Takes the token of a link: the address that it was sent to is the user's from now on, and proved.
    ///
    /// @return false if the token is unknown, was used, has expired, or somebody else has the address by now
    public boolean verify(Secret token, Device device) {
        SecretHash hash = SecretHash.of(token.reveal());
        OneTimeToken taken = take(hash, TokenPurpose.VERIFY_EMAIL)
                .or(() -> take(hash, TokenPurpose.CHANGE_EMAIL))
                .orElse(null);
        return taken != null && confirm(taken, device);
    }

    /// Notes that a user has proved to read mail at an address, by a link that lets them in. If it is the first such
    /// proof, somebody else may have signed up with the address: whatever was set up before is void.
    ///
    /// @return the user as it is now, or empty if that is not its address any more
    Optional<User> reclaimed(OneTimeToken token) {
        accounts.find(token.userId())
                .filter(user -> token.address().equals(user.email()) && !user.emailVerified())
                .ifPresent(user -> {
                    passwords.scramble(user.id());
                    factors.remove(user.id());
                    otherWaysIn.forget(user);
                    sessions.endAll(user.id(), null, EndReason.REVOKED);
                });
        return proved(token);
    }

    private Optional<User> proved(OneTimeToken token) {
        while (true) {
            User user = accounts.find(token.userId()).orElse(null);
            if (user == null || !token.address().equals(user.email())) {
                return Optional.empty();
            }
            if (user.emailVerified()) {
                return Optional.of(user);
            }
            User verified = user.reachedAt(token.address(), clock.instant());
            if (accounts.save(verified, user.version()) == Stored.DONE) {
                return Optional.of(verified);
            }
        }
    }

    /// Sends a link to another address, which becomes the user's when the link is used, and not before.
    ///
    /// @return why not; empty if it was sent, or somebody else has the address, which does not show
    public List<Violation> propose(Actor actor, String email) {
        EmailAddress address = EmailAddress.parse(email).orElse(null);
        if (address == null) {
            return List.of(new Violation("/email", "is not an e-mail address"));
        }
        User user = accounts.find(actor.userId()).orElseThrow();
        if (address.equals(user.email()) && user.emailVerified()) {
            return List.of(new Violation("/email", "is your address already"));
        }
        afterwards.execute(() -> propose(user, address));
        return List.of();
    }

    private void propose(User user, EmailAddress address) {
        boolean somebodyElses = accounts.named(address.value())
                .filter(other -> !other.id().equals(user.id()))
                .isPresent();
        if (somebodyElses) {
            letters.accountExists(address);
        } else {
            letters.verify(user, address, TokenPurpose.CHANGE_EMAIL);
        }
    }

    private Optional<OneTimeToken> take(SecretHash hash, TokenPurpose purpose) {
        return tokens.take(hash, purpose, clock.instant());
    }

    private boolean confirm(OneTimeToken token, Device device) {
        if (token.purpose() == TokenPurpose.CHANGE_EMAIL) {
            return change(token, device);
        }
        Optional<User> user = proved(token);
        user.ifPresent(verified -> record(verified, "email.verified", device));
        return user.isPresent();
    }

    private boolean change(OneTimeToken token, Device device) {
        while (true) {
            User user = accounts.find(token.userId()).orElse(null);
            if (user == null) {
                return false;
            }
            Stored stored = accounts.save(user.reachedAt(token.address(), clock.instant()), user.version());
            switch (stored) {
                case DONE -> {
                    // Links that were sent to the old address open nothing any more.
                    tokens.voidAll(user.id());
                    record(user, "email.changed", device);
                    notice(user.email(), token.address(), device);
                    return true;
                }
                case EMAIL_TAKEN, USERNAME_TAKEN -> {
                    return false;
                }
                case STALE -> {}
            }
        }
    }

    private void notice(@Nullable EmailAddress old, EmailAddress current, Device device) {
        if (old != null && !old.equals(current)) {
            letters.notice(old, MailTemplate.EMAIL_CHANGED, device, Map.of("new_email", current.value()));
        }
    }

    private void record(User user, String action, Device device) {
        audit.record(user.tenantId(), user.id(), action, "user:" + user.id(), device.ip(), Map.of());
    }
}
