package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.Profile;
import io.hexforge.ports.driven.identity.ProfileStore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Profiles in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessProfileStore implements ProfileStore {
    private final Map<UUID, Profile> profiles = new HashMap<>();

    @Override
    public synchronized Optional<Profile> of(Actor actor) {
        return Optional.ofNullable(profiles.get(actor.userId()));
    }

    @Override
    public synchronized boolean save(Actor actor, Profile changed, long expectedVersion) {
        Profile stored = profiles.get(actor.userId());
        long version = stored == null ? 0 : stored.version();
        boolean current = version == expectedVersion && changed.userId().equals(actor.userId());
        if (current) {
            profiles.put(actor.userId(), changed);
        }
        return current;
    }
}
