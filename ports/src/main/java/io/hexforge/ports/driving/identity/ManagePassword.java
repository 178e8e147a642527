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
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.OneTimeTokenStore;
import io.hexforge.ports.driving.identity.SecondFactors.Proof;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Changes the password of somebody who knows the old one, and of somebody who forgot it but reads their mail. Safe
/// for concurrent use.
///
/// Either ends the user's other sessions, voids links that are under way, and writes to the user. Neither lets anybody
/// in past a second factor.
public final class ManagePassword {
    private final AccountStore accounts;
    private final Passwords passwords;
    private final Reauthenticate reauthenticate;
    private final OneTimeTokenStore tokens;
    private final ConfirmAddress confirmAddress;
    private final Sessions sessions;
    private final Guesses guesses;
    private final Letters letters;
    private final AuditTrail audit;
    private final Executor afterwards;
    private final InstantSource clock;

    /// @param afterwards where is done what must not show in the time that an answer takes
    public ManagePassword(
            AccountStore accounts,
            Passwords passwords,
            Reauthenticate reauthenticate,
            OneTimeTokenStore tokens,
            ConfirmAddress confirmAddress,
            Sessions sessions,
            Guesses guesses,
            Letters letters,
            AuditTrail audit,
            Executor afterwards,
            InstantSource clock) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.reauthenticate = reauthenticate;
        this.tokens = tokens;
        this.confirmAddress = confirmAddress;
        this.sessions = sessions;
        this.guesses = guesses;
        this.letters = letters;
        this.audit = audit;
        this.afterwards = afterwards;
        this.clock = clock;
    }

    public sealed interface Outcome {
        record Done() implements Outcome {}

        record Refused(List<Violation> violations) implements Outcome {}

        /// The present password is another one.
        record WrongPassword() implements Outcome {}

        /// There were too many wrong guesses.
        record TooSoon(Duration retryAfter) implements Outcome {}

        /// The session's owner has to prove all factors first.
        record NotFresh() implements Outcome {}

        /// The token is none of ours, was used, or has expired.
        record UnknownToken() implements Outcome {}
    }

    /// Changes a password, or sets the first one of somebody who logs in otherwise.
    ///
    /// @param actor a person with a session, which goes on
    /// @param present null for somebody who has no password
    public Outcome change(Actor actor, @Nullable Secret present, Secret wanted, Device device) {
        User user = accounts.find(actor.userId()).orElseThrow();
        UUID session = Objects.requireNonNull(actor.sessionId());
        List<Violation> violations = passwords.violations(wanted, "/new_password", user);
        if (!violations.isEmpty()) {
            return new Outcome.Refused(violations);
        }
        boolean fresh = sessions.fresh(session);
        if (!fresh && !reauthenticate.passwordAlone(user.id())) {
            return new Outcome.NotFresh();
        }
        if (passwords.exists(user.id())) {
            switch (reauthenticate.password(user, present == null ? new Secret("") : present, device)) {
                case Proof.Right right -> {}
                case Proof.Wrong() -> {
                    return new Outcome.WrongPassword();
                }
                case Proof.TooSoon(Duration retryAfter) -> {
                    return new Outcome.TooSoon(retryAfter);
                }
            }
        }
        replace(user, wanted, session, EndReason.PASSWORD_CHANGED, "password.changed", device);
        return new Outcome.Done();
    }

    /// Sends a link to whoever has that address, if anybody has. Whether anybody has does not show.
    public void request(String email, Device device) {
        EmailAddress.parse(email)
                .ifPresent(address -> afterwards.execute(() -> accounts.named(address.value())
                        .filter(user -> address.equals(user.email()) && !user.disabled())
                        .ifPresent(user -> letters.reset(user, address, device))));
    }

    /// Sets a password by the token of a link. The token is kept if the password is not accepted, or cannot be
    /// hashed or stored at the moment.
    public Outcome reset(Secret token, Secret wanted, Device device) {
        List<Violation> violations = passwords.violations(wanted, "/new_password");
        if (!violations.isEmpty()) {
            return new Outcome.Refused(violations);
        }
        OneTimeToken taken = tokens.take(SecretHash.of(token.reveal()), TokenPurpose.RESET_PASSWORD, clock.instant())
                .orElse(null);
        User user = taken == null ? null : confirmAddress.reclaimed(taken).orElse(null);
        if (taken == null || user == null) {
            return new Outcome.UnknownToken();
        }
        violations = passwords.violations(wanted, "/new_password", user);
        if (!violations.isEmpty()) {
            tokens.issue(taken);
            return new Outcome.Refused(violations);
        }
        try {
            replace(user, wanted, null, EndReason.PASSWORD_RESET, "password.reset", device);
        } catch (PortException busy) {
            tokens.issue(taken);
            throw busy;
        }
        guesses.forget(Stream.of(user.username(), taken.address().value()));
        return new Outcome.Done();
    }

    /// @param except the session that goes on; null for none
    private void replace(User user, Secret wanted, @Nullable UUID except, EndReason why, String action, Device device) {
        passwords.put(user.id(), wanted);
        tokens.voidAll(user.id());
        sessions.endAll(user.id(), except, why);
        audit.record(user.tenantId(), user.id(), action, "user:" + user.id(), device.ip(), Map.of());
        if (user.email() != null) {
            letters.notice(user.email(), MailTemplate.PASSWORD_CHANGED, device, Map.of());
        }
    }
}
