package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.TokenPurpose;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.identity.Username;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driving.identity.SignUpGate.Answer.Closed;
import io.hexforge.ports.driving.identity.SignUpGate.Answer.Open;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes accounts for people who ask for one: a user, in a tenant of its own, of which it is the owner. Nobody becomes
/// an administrator of the installation by signing up. Safe for concurrent use.
///
/// Whether an address has an account already shows neither in the outcome nor in the time it takes; its owner gets a
/// mail instead. For the same reason a username that somebody has is not refused: the newcomer gets one like it, and
/// may ask for another one once inside.
public final class SignUp {
    /// The longest name of a person or tenant, in characters.
    public static final int MAX_NAME = 120;

    private final AccountStore accounts;
    private final Passwords passwords;
    private final SignUpGate gate;
    private final Letters letters;
    private final AuditTrail audit;
    private final Ids ids;
    private final RandomGenerator secureRandom;

    public SignUp(
            AccountStore accounts,
            Passwords passwords,
            SignUpGate gate,
            Letters letters,
            AuditTrail audit,
            Ids ids,
            RandomGenerator secureRandom) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.gate = gate;
        this.letters = letters;
        this.audit = audit;
        this.ids = ids;
        this.secureRandom = secureRandom;
    }

    /// @param username null to have one made of the address
    /// @param fullName null to be called by the username
    /// @param inviteCode null if there is none
    /// @param tenantName null to have it made of the name
    public record Wanted(
            String email,
            Secret password,
            @Nullable String username,
            @Nullable String fullName,
            @Nullable String inviteCode,
            @Nullable String tenantName) {}

    public sealed interface Outcome {
        /// There is an account with that address now, or there was one before.
        record Accepted() implements Outcome {}

        record Refused(List<Violation> violations) implements Outcome {}

        record NotInvited(Closed why) implements Outcome {}
    }

    /// What becomes of somebody whose address is proved already.
    public sealed interface Proved {
        record Joined(User user) implements Proved {}

        /// There was an account with that address before.
        record Exists(User user) implements Proved {}

        record NotInvited(Closed why) implements Proved {}
    }

    public Outcome signUp(Wanted wanted, Device device) {
        List<Violation> violations = Newcomer.violations(
                passwords,
                wanted.email(),
                wanted.password(),
                wanted.username(),
                wanted.fullName(),
                wanted.tenantName());
        EmailAddress email = EmailAddress.parse(wanted.email()).orElse(null);
        if (email == null || !violations.isEmpty()) {
            return new Outcome.Refused(violations);
        }
        return switch (gate.enter(email, wanted.inviteCode())) {
            case Open entry -> {
                var newcomer =
                        new Newcomer(email, wanted.username(), wanted.fullName(), wanted.tenantName(), false, null);
                enter(newcomer, () -> passwords.hash(wanted.password()), entry, device)
                        .ifPresentOrElse(
                                user -> letters.verify(user, email, TokenPurpose.VERIFY_EMAIL),
                                () -> letters.accountExists(email));
                yield new Outcome.Accepted();
            }
            case Closed why -> new Outcome.NotInvited(why);
        };
    }

    /// Makes an account without a password for somebody who has proved elsewhere to read mail at `email`.
    ///
    /// @param fullName null to be called by the username
    /// @param inviteCode null if there is none
    Proved signUpProved(EmailAddress email, @Nullable String fullName, @Nullable String inviteCode, Device device) {
        return switch (gate.enter(email, inviteCode)) {
            case Open entry -> {
                String called = Newcomer.nameViolation("", fullName).isPresent() ? null : fullName;
                var newcomer = new Newcomer(
                        email, null, called, null, false, ids.clock().instant());
                yield enter(newcomer, () -> null, entry, device)
                        .<Proved>map(Proved.Joined::new)
                        .orElseGet(() ->
                                new Proved.Exists(accounts.named(email.value()).orElseThrow()));
            }
            case Closed why -> new Proved.NotInvited(why);
        };
    }

    /// {@return the new user, or empty if somebody has the address}
    private Optional<User> enter(
            Newcomer newcomer, Supplier<@Nullable String> passwordHash, Open entry, Device device) {
        User user = null;
        try {
            user = add(newcomer, passwordHash.get());
        } finally {
            if (user == null) {
                gate.turnedBack(entry);
            }
        }
        if (user != null) {
            gate.joined(entry, user);
            audit.record(user.tenantId(), user.id(), "user.signed_up", "user:" + user.id(), device.ip(), Map.of());
        }
        return Optional.ofNullable(user);
    }

    /// {@return the new user, or null if somebody has the address}
    private @Nullable User add(Newcomer newcomer, @Nullable String passwordHash) {
        Username free = newcomer.name();
        while (true) {
            var entry = newcomer.entry(free, ids, secureRandom);
            switch (accounts.add(entry.user(), entry.tenant(), entry.membership(), passwordHash)) {
                case DONE -> {
                    return entry.user();
                }
                case EMAIL_TAKEN, STALE -> {
                    return null;
                }
                case USERNAME_TAKEN -> free = newcomer.name().numbered(secureRandom);
            }
        }
    }
}
