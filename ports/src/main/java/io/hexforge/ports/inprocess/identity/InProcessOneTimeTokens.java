package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.identity.OneTimeToken;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.TokenPurpose;
import io.hexforge.ports.driven.identity.OneTimeTokenStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Tokens in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessOneTimeTokens implements OneTimeTokenStore {
    private final Map<SecretHash, OneTimeToken> tokens = new HashMap<>();

    @Override
    public synchronized void issue(OneTimeToken token) {
        tokens.values().removeIf(each -> each.userId().equals(token.userId()) && each.purpose() == token.purpose());
        tokens.put(token.hash(), token);
    }

    @Override
    public synchronized Optional<OneTimeToken> take(SecretHash hash, TokenPurpose purpose, Instant now) {
        OneTimeToken token = tokens.get(hash);
        if (token == null || token.purpose() != purpose || !now.isBefore(token.expiresAt())) {
            return Optional.empty();
        }
        tokens.remove(hash);
        return Optional.of(token);
    }

    @Override
    public synchronized void voidAll(UUID userId) {
        tokens.values().removeIf(each -> each.userId().equals(userId));
    }

    @Override
    public synchronized int forgetExpired(Instant now) {
        int before = tokens.size();
        tokens.values().removeIf(each -> !now.isBefore(each.expiresAt()));
        return before - tokens.size();
    }
}
