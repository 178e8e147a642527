package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.EndReason;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.domain.identity.RecoveryCode;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.TotpFactor;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.FactorStore;
import io.hexforge.ports.driven.ops.SecretCipher;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Sets up and takes away the authenticator app of a person. Safe for concurrent use.
///
/// Every method takes a person with a session; whoever calls those that change a confirmed app has made sure that its
/// owner proved their factors just now.
public final class ManageTotp {
    private final AccountStore accounts;
    private final FactorStore factors;
    private final SecondFactors secondFactors;
    private final SecretCipher cipher;
    private final Sessions sessions;
    private final Letters letters;
    private final AuditTrail audit;
    private final Ids ids;
    private final RandomGenerator secureRandom;

    public ManageTotp(
            AccountStore accounts,
            FactorStore factors,
            SecondFactors secondFactors,
            SecretCipher cipher,
            Sessions sessions,
            Letters letters,
            AuditTrail audit,
            Ids ids,
            RandomGenerator secureRandom) {
        this.accounts = accounts;
        this.factors = factors;
        this.secondFactors = secondFactors;
        this.cipher = cipher;
        this.sessions = sessions;
        this.letters = letters;
        this.audit = audit;
        this.ids = ids;
        this.secureRandom = secureRandom;
    }

    /// What the person gets to see once.
    ///
    /// @param secret to be typed into the app
    /// @param url the same as a QR code says it
    /// @param recoveryCodes work as soon as the app is confirmed
    public record Setup(Secret secret, Secret url, List<RecoveryCode> recoveryCodes) {}

    /// @param recoveryCodesLeft 0 without an app
    /// @param required whether a second factor has to be set up in this session before anything else is allowed
    public record Status(boolean on, int recoveryCodesLeft, boolean required) {}

    public enum Confirmed {
        ON,
        WRONG_CODE,
        /// There is no app that waits to be confirmed.
        NOT_SET_UP,
        /// It is confirmed already.
        ALREADY_ON
    }

    /// @param actor a person with a session
    public Status status(Actor actor) {
        boolean on = factors.find(actor.userId()).filter(TotpFactor::confirmed).isPresent();
        boolean required = sessions.limited(Objects.requireNonNull(actor.sessionId()));
        return new Status(on, on ? factors.recoveryCodesLeft(actor.userId()) : 0, required);
    }

    /// Begins to set up an app. It protects nothing until it is confirmed.
    ///
    /// @return empty if there is a confirmed one, which has to be taken away first
    public Optional<Setup> setUp(Actor actor) {
        User user = user(actor);
        Totp totp = Totp.generate(secureRandom);
        var sealed = cipher.seal(totp.secret(), TotpFactor.context(user.id()));
        var factor = new TotpFactor(user.id(), sealed, ids.clock().instant(), null, 0);
        List<RecoveryCode> codes = RecoveryCode.generate(secureRandom);
        String account = user.email() == null ? user.username() : user.email().value();
        return factors.propose(factor, hashes(codes))
                ? Optional.of(new Setup(totp.secret(), totp.url(account), codes))
                : Optional.empty();
    }

    /// Confirms an app by a number that it shows, and ends the user's other sessions.
    public Confirmed confirm(Actor actor, String code, Device device) {
        TotpFactor factor = factors.find(actor.userId()).orElse(null);
        if (factor == null) {
            return Confirmed.NOT_SET_UP;
        }
        if (factor.confirmed()) {
            return Confirmed.ALREADY_ON;
        }
        OptionalLong step = secondFactors.step(factor, code);
        if (step.isEmpty()
                || !factors.confirm(factor, step.getAsLong(), ids.clock().instant())) {
            return Confirmed.WRONG_CODE;
        }
        sessions.proved(Objects.requireNonNull(actor.sessionId()), Set.of(AuthMethod.TOTP));
        sessions.endAll(actor.userId(), actor.sessionId(), EndReason.FACTOR_CHANGED);
        changed(actor, "mfa.enabled", "An authenticator app is asked for at each login from now on.", device);
        return Confirmed.ON;
    }

    /// {@return a new set of recovery codes, in place of the old one; empty if there is no confirmed app}
    public Optional<List<RecoveryCode>> renewRecoveryCodes(Actor actor, Device device) {
        List<RecoveryCode> codes = RecoveryCode.generate(secureRandom);
        if (!factors.replaceRecoveryCodes(actor.userId(), hashes(codes))) {
            return Optional.empty();
        }
        changed(actor, "mfa.recovery_codes_renewed", "New recovery codes were made; the old ones are void.", device);
        return Optional.of(codes);
    }

    /// Takes the app and its recovery codes away, and ends all sessions of the user, this one included.
    ///
    /// @return false if there is no confirmed app
    public boolean disable(Actor actor, Device device) {
        if (!factors.remove(actor.userId())) {
            return false;
        }
        sessions.endAll(actor.userId(), null, EndReason.FACTOR_CHANGED);
        changed(actor, "mfa.disabled", "No authenticator app is asked for any more.", device);
        return true;
    }

    private void changed(Actor actor, String action, String change, Device device) {
        audit.record(actor, action, "user:" + actor.userId(), device.ip(), Map.of());
        var email = user(actor).email();
        if (email != null) {
            letters.notice(email, MailTemplate.FACTOR_CHANGED, device, Map.of("change", change));
        }
    }

    private User user(Actor actor) {
        return accounts.find(actor.userId()).orElseThrow();
    }

    private static List<SecretHash> hashes(List<RecoveryCode> codes) {
        return codes.stream().map(RecoveryCode::hash).toList();
    }
}
