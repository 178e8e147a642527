package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.TotpFactor;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.identity.FactorStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Authenticator apps in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessFactors implements FactorStore {
    private final Map<UUID, TotpFactor> factors = new HashMap<>();
    private final Map<UUID, Set<SecretHash>> codes = new HashMap<>();

    @Override
    public synchronized Optional<TotpFactor> find(UUID userId) {
        return Optional.ofNullable(factors.get(userId));
    }

    @Override
    public synchronized boolean propose(TotpFactor factor, List<SecretHash> recoveryCodes) {
        if (confirmed(factor.userId())) {
            return false;
        }
        factors.put(factor.userId(), factor);
        codes.put(factor.userId(), new HashSet<>(recoveryCodes));
        return true;
    }

    @Override
    public synchronized boolean confirm(TotpFactor checked, long step, Instant at) {
        TotpFactor stored = factors.get(checked.userId());
        if (stored == null || stored.confirmed() || !stored.secret().sameAs(checked.secret())) {
            return false;
        }
        factors.put(stored.userId(), new TotpFactor(stored.userId(), stored.secret(), stored.createdAt(), at, step));
        return true;
    }

    @Override
    public synchronized boolean useStep(UUID userId, long step) {
        TotpFactor stored = factors.get(userId);
        if (stored == null || stored.lastStep() >= step) {
            return false;
        }
        factors.put(userId, new TotpFactor(userId, stored.secret(), stored.createdAt(), stored.confirmedAt(), step));
        return true;
    }

    @Override
    public synchronized boolean useRecoveryCode(UUID userId, SecretHash code) {
        return confirmed(userId) && codes.getOrDefault(userId, Set.of()).remove(code);
    }

    @Override
    public synchronized int recoveryCodesLeft(UUID userId) {
        return codes.getOrDefault(userId, Set.of()).size();
    }

    @Override
    public synchronized boolean replaceRecoveryCodes(UUID userId, List<SecretHash> newCodes) {
        if (!confirmed(userId)) {
            return false;
        }
        codes.put(userId, new HashSet<>(newCodes));
        return true;
    }

    @Override
    public synchronized boolean remove(UUID userId) {
        boolean there = confirmed(userId);
        factors.remove(userId);
        codes.remove(userId);
        return there;
    }

    @Override
    public synchronized List<TotpFactor> all() {
        return List.copyOf(factors.values());
    }

    @Override
    public synchronized boolean reseal(UUID userId, SealedSecret old, SealedSecret resealed) {
        TotpFactor stored = factors.get(userId);
        if (stored == null || !stored.secret().sameAs(old)) {
            return false;
        }
        factors.put(
                userId, new TotpFactor(userId, resealed, stored.createdAt(), stored.confirmedAt(), stored.lastStep()));
        return true;
    }

    private boolean confirmed(UUID userId) {
        return find(userId).filter(TotpFactor::confirmed).isPresent();
    }
}
