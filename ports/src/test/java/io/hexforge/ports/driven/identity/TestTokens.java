package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AccessClaims;
import io.hexforge.domain.identity.SigningKey.Opened;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/// Access tokens for tests of what uses them: words whose meaning is kept in memory, by the key that signed.
public final class TestTokens implements TokenSigner {
    private record Signed(String keyId, AccessClaims claims) {}

    private final Map<String, Signed> signed = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Ids ids;

    public TestTokens(InstantSource clock) {
        this.clock = clock;
        this.ids = new Ids(clock, new Random(7));
    }

    @Override
    public Opened newKey() {
        String id = ids.next().toString();
        return new Opened(id, "public part of " + id, new Secret("private part of " + id));
    }

    @Override
    public Secret sign(AccessClaims claims, Opened key) {
        String token = "at." + claims.id();
        signed.put(token, new Signed(key.id(), claims));
        return new Secret(token);
    }

    @Override
    public Optional<AccessClaims> verify(String token, Collection<Opened> keys) {
        return Optional.ofNullable(signed.get(token))
                .filter(each -> keys.stream().anyMatch(key -> key.id().equals(each.keyId())))
                .map(Signed::claims)
                .filter(claims -> clock.instant().isBefore(claims.expiresAt()));
    }

    @Override
    public JsonObject publicKey(Opened key) {
        return JsonObject.EMPTY.with("kid", new JsonString(key.id()));
    }
}
