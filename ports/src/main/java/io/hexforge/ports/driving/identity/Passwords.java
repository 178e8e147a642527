package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.PasswordPolicy;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.BreachedPasswords;
import io.hexforge.ports.driven.identity.PasswordHasher;
import io.hexforge.ports.driven.identity.PasswordHasher.Verdict;
import io.hexforge.ports.driven.identity.PasswordStore;
import io.hexforge.ports.driven.identity.PasswordStore.StoredPassword;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Checks and sets passwords. Safe for concurrent use.
public final class Passwords {
    /// Has no password.
    private static final UUID NOBODY = new UUID(0, 0);

    private final PasswordStore store;
    private final PasswordHasher hasher;
    private final BreachedPasswords breached;
    private final InstantSource clock;

    public Passwords(PasswordStore store, PasswordHasher hasher, BreachedPasswords breached, InstantSource clock) {
        this.store = store;
        this.hasher = hasher;
        this.breached = breached;
        this.clock = clock;
    }

    /// Checks a password, which takes as long whether or not there is such a user, and whether or not it has one. A
    /// hash of an older kind is made anew if the password is right.
    ///
    /// @param userId null for nobody
    boolean fits(@Nullable UUID userId, Secret password) {
        String stored = store.of(userId == null ? NOBODY : userId)
                .map(StoredPassword::hash)
                .orElse(null);
        Secret text = PasswordPolicy.normalized(password).orElse(null);
        Verdict verdict = hasher.verify(
                text == null ? new Secret("") : text, stored == null || text == null ? hasher.decoy() : stored);
        if (verdict == Verdict.OUTDATED && userId != null && text != null) {
            put(userId, text);
        }
        return verdict.right();
    }

    /// Does work that will check a password when its turn has come, so that a rush does not ask the database all at
    /// once.
    <T> T inTurn(Supplier<T> work) {
        return hasher.inTurn(work);
    }

    boolean exists(UUID userId) {
        return setAt(userId).isPresent();
    }

    /// {@return when the password was set that the user has, if they have one}
    Optional<Instant> setAt(UUID userId) {
        return store.of(userId).map(StoredPassword::changedAt);
    }

    /// {@return why a password is not accepted}
    ///
    /// @param own names and addresses of whose it is to be
    List<Violation> violations(Secret password, String pointer, @Nullable String... own) {
        List<Violation> violations = PasswordPolicy.violations(password, pointer, Arrays.asList(own));
        return violations.isEmpty()
                        && breached.contains(PasswordPolicy.normalized(password).orElseThrow())
                ? List.of(new Violation(pointer, "was found among stolen passwords, which are tried first"))
                : violations;
    }

    List<Violation> violations(Secret password, String pointer, User user) {
        String email = user.email() == null ? null : user.email().value();
        return violations(password, pointer, email, user.username(), user.displayName());
    }

    /// Puts something in place of a password that nothing fits.
    void scramble(UUID userId) {
        store.put(userId, new StoredPassword(hasher.decoy(), clock.instant()));
    }

    /// {@return the hash of a password that was found acceptable}
    String hash(Secret password) {
        return hasher.hash(PasswordPolicy.normalized(password).orElseThrow());
    }

    void put(UUID userId, Secret password) {
        store.put(userId, new StoredPassword(hash(password), clock.instant()));
    }
}
