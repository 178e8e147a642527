package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.OneTimeToken;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.TotpFactor;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ChallengeStore;
import io.hexforge.ports.driven.identity.FactorStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Lets somebody in who has proved a factor, whichever: the one place that knows what else is asked of them. Safe for
/// concurrent use.
public final class AdmitUser {
    /// How long somebody has to show the second factor.
    public static final Duration SECOND_FACTOR_WITHIN = Duration.ofMinutes(5);

    private final AccountStore accounts;
    private final Passwords passwords;
    private final FactorStore factors;
    private final ChallengeStore challenges;
    private final Sessions sessions;
    private final Guesses guesses;
    private final AuditTrail audit;
    private final boolean verifiedOnly;
    private final InstantSource clock;
    private final RandomGenerator secureRandom;

    /// @param verifiedOnly whether nobody is let in who has not proved that mail reaches them
    public AdmitUser(
            AccountStore accounts,
            Passwords passwords,
            FactorStore factors,
            ChallengeStore challenges,
            Sessions sessions,
            Guesses guesses,
            AuditTrail audit,
            boolean verifiedOnly,
            InstantSource clock,
            RandomGenerator secureRandom) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.factors = factors;
        this.challenges = challenges;
        this.sessions = sessions;
        this.guesses = guesses;
        this.audit = audit;
        this.verifiedOnly = verifiedOnly;
        this.clock = clock;
        this.secureRandom = secureRandom;
    }

    /// Lets somebody in, or says what stands in the way. Calls off a deletion of the account.
    ///
    /// @param proved all factors that were proved just now. A passkey counts as two, so it must have verified its
    ///     user; a magic link proves the address, so it must have been noted before
    public Admission admit(User user, Set<AuthMethod> proved, Device device) {
        if (user.disabled()) {
            return refused(user, "disabled", device, new Admission.Disabled());
        }
        if (verifiedOnly && user.email() != null && !user.emailVerified()) {
            return refused(user, "email_not_verified", device, new Admission.EmailNotVerified());
        }
        if (!AuthMethod.suffice(proved) && needsSecondFactor(user.id())) {
            Secret token = OneTimeToken.secret(secureRandom);
            Instant until = clock.instant().plus(SECOND_FACTOR_WITHIN);
            put(token, new Pending(user.id(), proved, until, passwordOf(user.id())));
            return refused(user, "second_factor_needed", device, secondFactor(token));
        }
        User kept = user.deletionDueAt() == null ? user : callDeletionOff(user, device);
        SignedIn signedIn = sessions.open(kept, proved, device);
        guesses.remember(user.id(), device);
        record(kept, "login.succeeded", Map.of("methods", methods(proved)), device);
        return new Admission.In(signedIn);
    }

    /// {@return whether the user has set up an authenticator app}
    boolean needsSecondFactor(UUID userId) {
        return factors.find(userId).filter(TotpFactor::confirmed).isPresent();
    }

    /// Somebody who has proved one factor, and has not shown the other one yet.
    ///
    /// @param password which one they had then, by the time at which it was set; `-` for none
    record Pending(UUID userId, Set<AuthMethod> proved, Instant until, String password) {
        private String encoded() {
            String methods = proved.stream().map(AuthMethod::name).collect(Collectors.joining(","));
            return userId + " " + until + " " + methods + " " + password;
        }

        private static Pending decode(String encoded) {
            String[] parts = encoded.split(" ", -1);
            return new Pending(
                    UUID.fromString(parts[0]),
                    Arrays.stream(parts[2].split(",", -1))
                            .map(AuthMethod::valueOf)
                            .collect(Collectors.toSet()),
                    Instant.parse(parts[1]),
                    parts[3]);
        }
    }

    /// {@return who shows the token that `admit` gave out; it is gone afterwards, unless it is kept again. Another
    /// password ends it}
    Optional<Pending> take(Secret mfaToken) {
        return challenges
                .take(key(mfaToken))
                .map(Pending::decode)
                .filter(pending -> clock.instant().isBefore(pending.until()))
                .filter(pending -> pending.password().equals(passwordOf(pending.userId())));
    }

    /// Keeps a token that was taken, for another attempt.
    void keep(Secret mfaToken, Pending pending) {
        put(mfaToken, pending);
    }

    private void put(Secret token, Pending pending) {
        Duration left = Duration.between(clock.instant(), pending.until());
        if (left.isPositive()) {
            challenges.put(key(token), pending.encoded(), left);
        }
    }

    private String passwordOf(UUID userId) {
        return passwords.setAt(userId).map(Instant::toString).orElse("-");
    }

    private static String key(Secret token) {
        return "mfa:" + SecretHash.of(token.reveal()).hex();
    }

    private static Admission secondFactor(Secret token) {
        return new Admission.SecondFactorNeeded(token, SECOND_FACTOR_WITHIN);
    }

    /// Tries again until nobody else changes the user at the same time.
    private User callDeletionOff(User user, Device device) {
        User current = user;
        while (true) {
            User kept = current.deletedAt(null);
            if (accounts.save(kept, current.version()) == AccountStore.Stored.DONE) {
                record(kept, "account.deletion_called_off", Map.of(), device);
                return kept;
            }
            current = accounts.find(user.id()).orElseThrow(() -> new IllegalStateException("the user is gone"));
        }
    }

    private Admission refused(User user, String why, Device device, Admission answer) {
        record(user, "login.stopped", Map.of("reason", why), device);
        return answer;
    }

    private void record(User user, String action, Map<String, String> details, Device device) {
        audit.record(user.tenantId(), user.id(), action, "user:" + user.id(), device.ip(), details);
    }

    private static String methods(Set<AuthMethod> proved) {
        return proved.stream().map(AuthMethod::wireName).sorted().collect(Collectors.joining(" "));
    }
}
