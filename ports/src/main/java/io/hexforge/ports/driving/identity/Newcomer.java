package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.domain.identity.Username;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Somebody for whom an account is made: a user, in a tenant of its own, of which it is the owner.
///
/// @param username null to have one made of the address
/// @param fullName null to be called by the username
/// @param tenantName null to have it made of the name
/// @param verifiedAt when they proved to read mail at the address; null if they did not
record Newcomer(
        EmailAddress email,
        @Nullable String username,
        @Nullable String fullName,
        @Nullable String tenantName,
        boolean systemAdmin,
        @Nullable Instant verifiedAt) {
    /// What is stored of a newcomer.
    record Entry(User user, Tenant tenant, Membership membership) {}

    /// {@return the name that was asked for, or else one like the address}
    Username name() {
        return Optional.ofNullable(username).flatMap(Username::parse).orElseGet(() -> Username.from(email));
    }

    /// @param free a name that nobody else should have
    Entry entry(Username free, Ids ids, RandomGenerator secureRandom) {
        Instant now = ids.clock().instant();
        String called = given(fullName).orElse(name().value());
        var tenant = new Tenant(
                ids.next(),
                name().numbered(secureRandom).value(),
                given(tenantName).orElse(called),
                now);
        var user = new User(
                ids.next(), tenant.id(), free.value(), email, called, systemAdmin, now, verifiedAt, null, null, 1);
        return new Entry(user, tenant, new Membership(tenant.id(), user.id(), Role.OWNER, now));
    }

    /// {@return what is wrong with an account that somebody wishes}
    static List<Violation> violations(
            Passwords passwords,
            String email,
            Secret password,
            @Nullable String username,
            @Nullable String fullName,
            @Nullable String tenantName) {
        var violations = new ArrayList<Violation>();
        if (EmailAddress.parse(email).isEmpty()) {
            violations.add(new Violation("/email", "is not an e-mail address"));
        }
        if (username != null && Username.parse(username).isEmpty()) {
            violations.add(new Violation("/username", Username.RULE));
        }
        nameViolation("/full_name", fullName).ifPresent(violations::add);
        nameViolation("/tenant_name", tenantName).ifPresent(violations::add);
        violations.addAll(passwords.violations(password, "/password", email, username, fullName));
        return violations;
    }

    static Optional<Violation> nameViolation(String pointer, @Nullable String name) {
        boolean fits =
                name == null || name.strip().codePointCount(0, name.strip().length()) <= SignUp.MAX_NAME;
        boolean plain = name == null || name.codePoints().noneMatch(Character::isISOControl);
        return fits && plain
                ? Optional.empty()
                : Optional.of(new Violation(
                        pointer,
                        "must have at most " + SignUp.MAX_NAME + " characters, none of them a control character"));
    }

    private static Optional<String> given(@Nullable String name) {
        return Optional.ofNullable(name).map(String::strip).filter(text -> !text.isEmpty());
    }
}
