package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Lets who administers the installation make accounts for people, administrators among them, and take over the
/// account of the operator that every installation begins with. Safe for concurrent use.
public final class CreateUsers {
    private final AccountStore accounts;
    private final Passwords passwords;
    private final AuditTrail audit;
    private final Ids ids;
    private final RandomGenerator secureRandom;

    public CreateUsers(
            AccountStore accounts, Passwords passwords, AuditTrail audit, Ids ids, RandomGenerator secureRandom) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.audit = audit;
        this.ids = ids;
        this.secureRandom = secureRandom;
    }

    /// @param username null to have one made of the address
    /// @param fullName null to be called by the username
    /// @param systemAdmin whether the user is to administer the whole installation
    public record Wanted(
            String email,
            Secret password,
            @Nullable String username,
            @Nullable String fullName,
            boolean systemAdmin) {}

    public sealed interface Outcome {
        record Made(User user) implements Outcome {}

        record Refused(List<Violation> violations) implements Outcome {}

        /// Only who administers the installation may, and with a key of all scopes if it is to be an administrator:
        /// else a key could give more than it has.
        record Forbidden() implements Outcome {}

        /// The operator has an address already.
        record Claimed() implements Outcome {}
    }

    /// Makes a user in a tenant of its own. Its address counts as proved.
    public Outcome create(Actor actor, Wanted wanted, @Nullable String ip) {
        if (!actor.systemAdmin() || (wanted.systemAdmin() && !actor.may(Scope.ALL))) {
            return new Outcome.Forbidden();
        }
        List<Violation> violations = Newcomer.violations(
                passwords, wanted.email(), wanted.password(), wanted.username(), wanted.fullName(), null);
        EmailAddress email = EmailAddress.parse(wanted.email()).orElse(null);
        if (email == null || !violations.isEmpty()) {
            return new Outcome.Refused(violations);
        }
        var newcomer = new Newcomer(
                email,
                wanted.username(),
                wanted.fullName(),
                null,
                wanted.systemAdmin(),
                ids.clock().instant());
        var entry = newcomer.entry(newcomer.name(), ids, secureRandom);
        String hash = passwords.hash(wanted.password());
        return switch (accounts.add(entry.user(), entry.tenant(), entry.membership(), hash)) {
            case DONE -> made(actor, entry.user(), "user.created", ip);
            case EMAIL_TAKEN, STALE -> refused("/email", "is the address of another user");
            case USERNAME_TAKEN -> refused("/username", "is the name of another user");
        };
    }

    /// Makes the account of the operator, which so far only a key opens, that of a person with an address and a
    /// password.
    public Outcome claimOperator(Actor actor, String email, Secret password, @Nullable String ip) {
        if (!actor.systemAdmin() || !actor.may(Scope.ALL)) {
            return new Outcome.Forbidden();
        }
        List<Violation> violations = Newcomer.violations(passwords, email, password, null, null, null);
        EmailAddress address = EmailAddress.parse(email).orElse(null);
        if (address == null || !violations.isEmpty()) {
            return new Outcome.Refused(violations);
        }
        while (true) {
            User operator = accounts.operator().orElseThrow();
            if (operator.email() != null) {
                return new Outcome.Claimed();
            }
            User claimed = operator.reachedAt(address, ids.clock().instant());
            switch (accounts.save(claimed, operator.version())) {
                case DONE -> {
                    passwords.put(claimed.id(), password);
                    return made(actor, claimed, "operator.claimed", ip);
                }
                case EMAIL_TAKEN, USERNAME_TAKEN -> {
                    return refused("/email", "is the address of another user");
                }
                case STALE -> {}
            }
        }
    }

    private Outcome made(Actor actor, User user, String action, @Nullable String ip) {
        audit.record(
                actor, action, "user:" + user.id(), ip, Map.of("system_admin", Boolean.toString(user.systemAdmin())));
        return new Outcome.Made(user);
    }

    private static Outcome refused(String pointer, String why) {
        return new Outcome.Refused(List.of(new Violation(pointer, why)));
    }
}
