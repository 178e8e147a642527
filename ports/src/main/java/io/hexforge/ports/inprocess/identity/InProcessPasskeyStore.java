package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.Passkey;
import io.hexforge.ports.driven.identity.PasskeyStore;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Passkeys in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessPasskeyStore implements PasskeyStore {
    private final NavigableMap<String, Passkey> passkeys = new TreeMap<>();

    @Override
    public synchronized boolean add(Actor owner, Passkey passkey) {
        boolean full = of(owner).size() >= Passkey.MAX_PER_USER;
        if (full || withCredential(passkey.credentialId()).isPresent()) {
            return false;
        }
        passkeys.put(passkey.id().toString(), passkey);
        return true;
    }

    @Override
    public synchronized Optional<Passkey> withCredential(String credentialId) {
        return passkeys.values().stream()
                .filter(passkey -> passkey.credentialId().equals(credentialId))
                .findFirst();
    }

    @Override
    public synchronized List<Passkey> of(Actor owner) {
        return passkeys.values().stream()
                .filter(passkey -> owns(owner, passkey))
                .toList();
    }

    @Override
    public synchronized boolean save(Actor owner, Passkey changed, long expectedVersion) {
        Passkey stored = passkeys.get(changed.id().toString());
        if (stored == null || !owns(owner, stored) || stored.version() != expectedVersion) {
            return false;
        }
        passkeys.put(changed.id().toString(), changed);
        return true;
    }

    @Override
    public synchronized Removed remove(Actor owner, UUID id, boolean evenTheLast) {
        List<Passkey> own = of(owner);
        if (own.stream().noneMatch(passkey -> passkey.id().equals(id))) {
            return Removed.NOT_FOUND;
        }
        if (own.size() == 1 && !evenTheLast) {
            return Removed.LAST;
        }
        passkeys.remove(id.toString());
        return Removed.DONE;
    }

    private static boolean owns(Actor actor, Passkey passkey) {
        return passkey.userId().equals(actor.userId());
    }
}
