package io.hexforge.ports.driving.identity;

import io.hexforge.domain.identity.AuthMethod;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.RecoveryCode;
import io.hexforge.domain.identity.TotpFactor;
import io.hexforge.ports.driven.identity.FactorStore;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.identity.Guesses.Guess;
import io.hexforge.ports.driving.identity.Guesses.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.UUID;

/// Checks the numbers of authenticator apps, and recovery codes; each is good once. Safe for concurrent use.
public final class SecondFactors {
    private final FactorStore factors;
    private final SecretCipher cipher;
    private final Guesses guesses;
    private final InstantSource clock;

    public SecondFactors(FactorStore factors, SecretCipher cipher, Guesses guesses, InstantSource clock) {
        this.factors = factors;
        this.cipher = cipher;
        this.guesses = guesses;
        this.clock = clock;
    }

    /// What a code or a password proves.
    sealed interface Proof {
        record Right(AuthMethod method) implements Proof {}

        record Wrong() implements Proof {}

        record TooSoon(Duration retryAfter) implements Proof {}
    }

    /// Uses a code of a user who has a confirmed app.
    Proof prove(UUID userId, String code, Device device) {
        Guess guess = guesses.of(Kind.SECOND_FACTOR, userId.toString(), userId, device);
        Duration wait = guesses.wait(guess);
        if (wait.isPositive()) {
            return new Proof.TooSoon(wait);
        }
        Proof proof = RecoveryCode.looksLike(code) ? recovery(userId, code) : number(userId, code);
        if (proof instanceof Proof.Right) {
            guesses.right(guess);
        } else {
            guesses.wrong(guess);
        }
        return proof;
    }

    /// {@return the step whose number `code` is, if it is one of the app's now}
    OptionalLong step(TotpFactor factor, String code) {
        var totp = new Totp(cipher.open(factor.secret(), TotpFactor.context(factor.userId())));
        return totp.step(code, clock.instant());
    }

    /// Encrypts the secrets of all apps anew under the current key. May be interrupted and run again.
    ///
    /// @return how many were
    public int reseal() {
        int resealed = 0;
        for (TotpFactor factor : factors.all()) {
            if (!factor.secret().keyId().equals(cipher.currentKeyId())) {
                String context = TotpFactor.context(factor.userId());
                var fresh = cipher.seal(cipher.open(factor.secret(), context), context);
                resealed += factors.reseal(factor.userId(), factor.secret(), fresh) ? 1 : 0;
            }
        }
        return resealed;
    }

    private Proof recovery(UUID userId, String code) {
        return factors.useRecoveryCode(userId, RecoveryCode.hash(code))
                ? new Proof.Right(AuthMethod.RECOVERY_CODE)
                : new Proof.Wrong();
    }

    private Proof number(UUID userId, String code) {
        TotpFactor factor = factors.find(userId).filter(TotpFactor::confirmed).orElse(null);
        OptionalLong step = factor == null ? OptionalLong.empty() : step(factor, code);
        return step.isPresent() && factors.useStep(userId, step.getAsLong())
                ? new Proof.Right(AuthMethod.TOTP)
                : new Proof.Wrong();
    }
}
