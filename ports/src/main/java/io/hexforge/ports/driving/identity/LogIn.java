package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driving.identity.Guesses.Guess;
import io.hexforge.ports.driving.identity.Guesses.Kind;
import io.hexforge.ports.driving.identity.SecondFactors.Proof;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lets somebody in who shows a password, and the second factor if they have one. Safe for concurrent use.
///
/// That a name is nobody's shows neither in the outcome nor in the time it takes. For the same reason an account whose
/// address has to be confirmed first answers as if there were none, and its owner gets another link: else whoever signs
/// up with an address would see whether it had an account.
public final class LogIn {
    private final AccountStore accounts;
    private final Passwords passwords;
    private final SecondFactors secondFactors;
    private final AdmitUser admitUser;
    private final ConfirmAddress confirmAddress;
    private final Guesses guesses;
    private final AuditTrail audit;

    public LogIn(
            AccountStore accounts,
            Passwords passwords,
            SecondFactors secondFactors,
            AdmitUser admitUser,
            ConfirmAddress confirmAddress,
            Guesses guesses,
            AuditTrail audit) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.secondFactors = secondFactors;
        this.admitUser = admitUser;
        this.confirmAddress = confirmAddress;
        this.guesses = guesses;
        this.audit = audit;
    }

    public sealed interface Outcome {
        /// The password was right.
        record Proved(Admission admission) implements Outcome {}

        /// There is no such name, or it has another password.
        record WrongCredentials() implements Outcome {}

        /// The number or recovery code is wrong, or was used before.
        record WrongCode() implements Outcome {}

        /// The token is none of ours, was used, or has expired.
        record UnknownToken() implements Outcome {}

        /// There were too many wrong guesses.
        record TooSoon(Duration retryAfter) implements Outcome {}
    }

    /// @param name a username or an address
    /// @param code a number of the authenticator app or a recovery code; null if none was given
    public Outcome logIn(String name, Secret password, @Nullable String code, Device device) {
        return passwords.inTurn(() -> inTurn(name, password, code, device));
    }

    private Outcome inTurn(String name, Secret password, @Nullable String code, Device device) {
        String typed = typed(name);
        User user = accounts.named(typed).orElse(null);
        UUID userId = user == null ? null : user.id();
        Guess guess = guesses.of(Kind.PASSWORD, typed, userId, device);
        Duration wait = guesses.wait(guess);
        if (wait.isPositive()) {
            return new Outcome.TooSoon(wait);
        }
        boolean right = passwords.fits(userId, password);
        // However many guesses are made at the same time: once there were too many, none is answered.
        wait = guesses.wait(guess);
        if (wait.isPositive()) {
            return new Outcome.TooSoon(wait);
        }
        if (user == null || !right) {
            guesses.wrong(guess);
            UUID tenantId = user == null ? null : user.tenantId();
            audit.record(tenantId, userId, "login.failed", subject(userId), device.ip(), Map.of());
            return new Outcome.WrongCredentials();
        }
        guesses.right(guess);
        Set<AuthMethod> proved = EnumSet.of(AuthMethod.PASSWORD);
        return code == null || code.isBlank() || !admitUser.needsSecondFactor(user.id())
                ? admitted(user, admitUser.admit(user, proved, device))
                : withCode(user, proved, code, device);
    }

    private Outcome admitted(User user, Admission admission) {
        if (admission instanceof Admission.EmailNotVerified && user.email() != null) {
            confirmAddress.resend(user.email().value());
            return new Outcome.WrongCredentials();
        }
        return new Outcome.Proved(admission);
    }

    /// Lets somebody in who was asked for the second factor. A wrong code leaves the token as it is.
    public Outcome finish(Secret mfaToken, String code, Device device) {
        Optional<AdmitUser.Pending> found = admitUser.take(mfaToken);
        User user = found.flatMap(pending -> accounts.find(pending.userId())).orElse(null);
        if (user == null) {
            return new Outcome.UnknownToken();
        }
        Outcome outcome = withCode(user, found.get().proved(), code, device);
        if (!(outcome instanceof Outcome.Proved)) {
            admitUser.keep(mfaToken, found.get());
        }
        return outcome;
    }

    private Outcome withCode(User user, Set<AuthMethod> proved, String code, Device device) {
        return switch (secondFactors.prove(user.id(), code, device)) {
            case Proof.Right(AuthMethod method) -> {
                var all = EnumSet.copyOf(proved);
                all.add(method);
                yield new Outcome.Proved(admitUser.admit(user, all, device));
            }
            case Proof.TooSoon(Duration retryAfter) -> new Outcome.TooSoon(retryAfter);
            case Proof.Wrong() -> {
                Map<String, String> why = Map.of("reason", "second_factor");
                audit.record(user.tenantId(), user.id(), "login.failed", subject(user.id()), device.ip(), why);
                yield new Outcome.WrongCode();
            }
        };
    }

    private static String subject(@Nullable UUID userId) {
        return userId == null ? "user:unknown" : "user:" + userId;
    }

    /// {@return a name in the form in which names are compared}
    static String typed(String name) {
        return EmailAddress.parse(name)
                .map(EmailAddress::value)
                .orElseGet(() -> name.strip().toLowerCase(Locale.ROOT));
    }
}
