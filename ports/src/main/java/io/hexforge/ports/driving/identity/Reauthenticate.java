package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driving.identity.Guesses.Guess;
import io.hexforge.ports.driving.identity.Guesses.Kind;
import io.hexforge.ports.driving.identity.SecondFactors.Proof;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lets somebody who has a session prove once more who they are, with all factors that they have, before they change
/// what is delicate. Safe for concurrent use.
public final class Reauthenticate {
    private final AccountStore accounts;
    private final Passwords passwords;
    private final SecondFactors secondFactors;
    private final AdmitUser admitUser;
    private final Sessions sessions;
    private final Guesses guesses;
    private final AuditTrail audit;

    public Reauthenticate(
            AccountStore accounts,
            Passwords passwords,
            SecondFactors secondFactors,
            AdmitUser admitUser,
            Sessions sessions,
            Guesses guesses,
            AuditTrail audit) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.secondFactors = secondFactors;
        this.admitUser = admitUser;
        this.sessions = sessions;
        this.guesses = guesses;
        this.audit = audit;
    }

    public sealed interface Outcome {
        /// @param signedIn new tokens; those that the session had are worthless
        record Done(SignedIn signedIn) implements Outcome {}

        /// The password, the number or the recovery code is wrong.
        record Wrong() implements Outcome {}

        /// A factor that the user has was not shown.
        ///
        /// @param field `password` or `code`
        record Missing(String field) implements Outcome {}

        /// The user has neither password nor app: to log in anew is the only way.
        record NothingToProve() implements Outcome {}

        record TooSoon(Duration retryAfter) implements Outcome {}

        /// The session has ended meanwhile.
        record Over() implements Outcome {}
    }

    /// @param actor a person with a session
    /// @param code of the authenticator app, or a recovery code; null for users without one
    public Outcome prove(Actor actor, @Nullable Secret password, @Nullable String code, Device device) {
        User user = accounts.find(actor.userId()).orElseThrow();
        UUID session = Objects.requireNonNull(actor.sessionId());
        boolean hasPassword = passwords.exists(user.id());
        boolean hasApp = admitUser.needsSecondFactor(user.id());
        if (!hasPassword && !hasApp) {
            return new Outcome.NothingToProve();
        }
        if (hasPassword && password == null) {
            return new Outcome.Missing("password");
        }
        if (hasApp && (code == null || code.isBlank())) {
            return new Outcome.Missing("code");
        }
        var proved = EnumSet.noneOf(AuthMethod.class);
        Outcome obstacle = hasPassword && password != null ? obstacle(password(user, password, device), proved) : null;
        if (obstacle == null && hasApp && code != null) {
            obstacle = obstacle(secondFactors.prove(user.id(), code, device), proved);
        }
        if (obstacle != null) {
            return obstacle;
        }
        SignedIn signedIn = sessions.reauthenticated(session, proved).orElse(null);
        if (signedIn == null) {
            return new Outcome.Over();
        }
        audit.record(actor, "session.reauthenticated", "session:" + session, device.ip(), Map.of());
        return new Outcome.Done(signedIn);
    }

    /// {@return why the session's owner is not believed; null, adding to `proved`, if they are}
    private static @Nullable Outcome obstacle(Proof proof, Set<AuthMethod> proved) {
        return switch (proof) {
            case Proof.Right(AuthMethod method) -> {
                proved.add(method);
                yield null;
            }
            case Proof.Wrong() -> new Outcome.Wrong();
            case Proof.TooSoon(Duration retryAfter) -> new Outcome.TooSoon(retryAfter);
        };
    }

    /// Checks the password of somebody who has a session. Wrong guesses count as they do at a login.
    Proof password(User user, Secret password, Device device) {
        Guess guess = guesses.of(Kind.PASSWORD, user.username(), user.id(), device);
        Duration wait = guesses.wait(guess);
        if (wait.isPositive()) {
            return new Proof.TooSoon(wait);
        }
        if (!passwords.fits(user.id(), password)) {
            guesses.wrong(guess);
            return new Proof.Wrong();
        }
        guesses.right(guess);
        return new Proof.Right(AuthMethod.PASSWORD);
    }

    /// {@return whether the password is all that the user has to prove}
    boolean passwordAlone(UUID userId) {
        return passwords.exists(userId) && !admitUser.needsSecondFactor(userId);
    }
}
