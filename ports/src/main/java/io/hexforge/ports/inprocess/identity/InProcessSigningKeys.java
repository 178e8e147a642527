package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.identity.SigningKey;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.identity.SigningKeyStore;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Signing keys in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessSigningKeys implements SigningKeyStore {
    private final Map<String, SigningKey> keys = new LinkedHashMap<>();

    @Override
    public synchronized List<SigningKey> all() {
        return List.copyOf(keys.values());
    }

    @Override
    public synchronized boolean add(SigningKey key, Collection<String> seen) {
        Set<String> present = keys.values().stream()
                .filter(other -> other.use() == key.use())
                .map(SigningKey::id)
                .collect(Collectors.toSet());
        boolean same = present.equals(new HashSet<>(seen));
        if (same) {
            keys.put(key.id(), key);
        }
        return same;
    }

    @Override
    public synchronized boolean reseal(String id, SealedSecret old, SealedSecret fresh) {
        SigningKey key = keys.get(id);
        if (key == null || !key.sealed().sameAs(old)) {
            return false;
        }
        keys.put(id, key.resealed(fresh));
        return true;
    }

    @Override
    public synchronized void forget(Collection<String> ids) {
        keys.keySet().removeAll(Set.copyOf(ids));
    }
}
