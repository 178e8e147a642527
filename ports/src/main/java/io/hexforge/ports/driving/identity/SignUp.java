package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.TokenPurpose;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.identity.Username;
import io.hexforge.ports.driven.identity.AccountStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

        /// An invite code or an approved address is needed.
        record InviteRequired() implements Outcome {}

        record UnknownCode() implements Outcome {}

        record SpentCode() implements Outcome {}
    }

    /// What becomes of somebody whose address is proved already.
    public sealed interface Proved {
        record Joined(User user) implements Proved {}

        /// There was an account with that address before.
        record Exists(User user) implements Proved {}

        /// @param why an invite code or an approved address is needed, or the code is no good
        record NotInvited(Outcome why) implements Proved {}
    }

    public Outcome signUp(Wanted wanted, Device device) {
        Optional<EmailAddress> email = EmailAddress.parse(wanted.email());
        List<Violation> violations = violations(wanted, email);
        if (email.isEmpty() || !violations.isEmpty()) {
            return new Outcome.Refused(violations);
        }
        return switch (gate.enter(email.get(), wanted.inviteCode())) {
            case SignUpGate.Answer.Open entry -> enter(wanted, email.get(), entry, device);
            case SignUpGate.Answer.InviteRequired() -> new Outcome.InviteRequired();
            case SignUpGate.Answer.UnknownCode() -> new Outcome.UnknownCode();
            case SignUpGate.Answer.SpentCode() -> new Outcome.SpentCode();
        };
    }

    /// Makes an account without a password for somebody who has proved elsewhere to read mail at `email`.
    ///
    /// @param fullName null to be called by the username
    /// @param inviteCode null if there is none
    Proved signUpProved(EmailAddress email, @Nullable String fullName, @Nullable String inviteCode, Device device) {
        return switch (gate.enter(email, inviteCode)) {
            case SignUpGate.Answer.Open entry -> enterProved(email, fullName, entry, device);
            case SignUpGate.Answer.InviteRequired() -> new Proved.NotInvited(new Outcome.InviteRequired());
            case SignUpGate.Answer.UnknownCode() -> new Proved.NotInvited(new Outcome.UnknownCode());
            case SignUpGate.Answer.SpentCode() -> new Proved.NotInvited(new Outcome.SpentCode());
        };
    }

    private Proved enterProved(
            EmailAddress email, @Nullable String fullName, SignUpGate.Answer.Open entry, Device device) {
        User user = null;
        try {
            String called = nameViolation("", fullName).isPresent() ? null : fullName;
            var newcomer = new Newcomer(
                    email, Username.from(email), called, null, null, ids.clock().instant());
            user = add(newcomer).orElse(null);
        } finally {
            if (user == null) {
                gate.turnedBack(entry);
            }
        }
        if (user == null) {
            return new Proved.Exists(accounts.named(email.value()).orElseThrow());
        }
        gate.joined(entry, user);
        audit.record(user.tenantId(), user.id(), "user.signed_up", "user:" + user.id(), device.ip(), Map.of());
        return new Proved.Joined(user);
    }

    private Outcome enter(Wanted wanted, EmailAddress email, SignUpGate.Answer.Open entry, Device device) {
        User user = null;
        try {
            user = add(wanted, email).orElse(null);
        } finally {
            if (user == null) {
                gate.turnedBack(entry);
            }
        }
        if (user == null) {
            letters.accountExists(email);
        } else {
            gate.joined(entry, user);
            letters.verify(user, email, TokenPurpose.VERIFY_EMAIL);
            audit.record(user.tenantId(), user.id(), "user.signed_up", "user:" + user.id(), device.ip(), Map.of());
        }
        return new Outcome.Accepted();
    }

    /// {@return the new user, or empty if somebody has the address}
    private Optional<User> add(Wanted wanted, EmailAddress email) {
        Username name =
                Optional.ofNullable(wanted.username()).flatMap(Username::parse).orElseGet(() -> Username.from(email));
        String hash = passwords.hash(wanted.password());
        return add(new Newcomer(email, name, wanted.fullName(), wanted.tenantName(), hash, null));
    }

    /// @param passwordHash null for none
    /// @param verifiedAt when they proved to read mail at the address; null if they did not
    private record Newcomer(
            EmailAddress email,
            Username name,
            @Nullable String fullName,
            @Nullable String tenantName,
            @Nullable String passwordHash,
            @Nullable Instant verifiedAt) {}

    private Optional<User> add(Newcomer newcomer) {
        Instant now = ids.clock().instant();
        Username name = newcomer.name();
        String called = given(newcomer.fullName()).orElse(name.value());
        Username free = name;
        while (true) {
            var tenant = new Tenant(
                    ids.next(),
                    name.numbered(secureRandom).value(),
                    given(newcomer.tenantName()).orElse(called),
                    now);
            var user = new User(
                    ids.next(),
                    tenant.id(),
                    free.value(),
                    newcomer.email(),
                    called,
                    false,
                    now,
                    newcomer.verifiedAt(),
                    null,
                    null,
                    1);
            var membership = new Membership(tenant.id(), user.id(), Role.OWNER, now);
            switch (accounts.add(user, tenant, membership, newcomer.passwordHash())) {
                case DONE -> {
                    return Optional.of(user);
                }
                case EMAIL_TAKEN, STALE -> {
                    return Optional.empty();
                }
                case USERNAME_TAKEN -> free = name.numbered(secureRandom);
            }
        }
    }

    private List<Violation> violations(Wanted wanted, Optional<EmailAddress> email) {
        var violations = new ArrayList<Violation>();
        if (email.isEmpty()) {
            violations.add(new Violation("/email", "is not an e-mail address"));
        }
        if (wanted.username() != null && Username.parse(wanted.username()).isEmpty()) {
            violations.add(new Violation("/username", Username.RULE));
        }
        nameViolation("/full_name", wanted.fullName()).ifPresent(violations::add);
        nameViolation("/tenant_name", wanted.tenantName()).ifPresent(violations::add);
        violations.addAll(passwords.violations(
                wanted.password(), "/password", wanted.email(), wanted.username(), wanted.fullName()));
        return violations;
    }

    private static Optional<Violation> nameViolation(String pointer, @Nullable String name) {
        boolean fits =
                name == null || name.strip().codePointCount(0, name.strip().length()) <= MAX_NAME;
        boolean plain = name == null || name.codePoints().noneMatch(Character::isISOControl);
        return fits && plain
                ? Optional.empty()
                : Optional.of(new Violation(
                        pointer, "must have at most " + MAX_NAME + " characters, none of them a control character"));
    }

    private static Optional<String> given(@Nullable String name) {
        return Optional.ofNullable(name).map(String::strip).filter(text -> !text.isEmpty());
    }
}
