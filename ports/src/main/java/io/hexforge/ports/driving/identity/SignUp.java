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
import io.hexforge.ports.driven.identity.AccountStore.Stored;
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
        Instant now = ids.clock().instant();
        String hash = passwords.hash(wanted.password());
        Username name =
                Optional.ofNullable(wanted.username()).flatMap(Username::parse).orElseGet(() -> Username.from(email));
        Username free = name;
        while (true) {
            String called = given(wanted.fullName()).orElse(name.value());
            var tenant = new Tenant(
                    ids.next(),
                    name.numbered(secureRandom).value(),
                    given(wanted.tenantName()).orElse(called),
                    now);
            var user = new User(ids.next(), tenant.id(), free.value(), email, called, false, now, null, null, null, 1);
            Stored stored = accounts.add(user, tenant, new Membership(tenant.id(), user.id(), Role.OWNER, now), hash);
            switch (stored) {
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

    private static List<Violation> violations(Wanted wanted, Optional<EmailAddress> email) {
        var violations = new ArrayList<Violation>();
        if (email.isEmpty()) {
            violations.add(new Violation("/email", "is not an e-mail address"));
        }
        if (wanted.username() != null && Username.parse(wanted.username()).isEmpty()) {
            violations.add(new Violation("/username", Username.RULE));
        }
        nameViolation("/full_name", wanted.fullName()).ifPresent(violations::add);
        nameViolation("/tenant_name", wanted.tenantName()).ifPresent(violations::add);
        violations.addAll(Passwords.violations(
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
