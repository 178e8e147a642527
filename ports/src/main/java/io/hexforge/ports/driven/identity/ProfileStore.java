package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.Profile;
import java.util.Optional;

/// Durable home of profiles. An actor sees and changes its own, and no other.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `ProfileStoreContract`.
public interface ProfileStore {
    /// {@return the actor's profile, if it was ever saved}
    Optional<Profile> of(Actor actor);

    /// @param expectedVersion the version that `changed` was made from; 0 if there was none
    /// @return false, changing nothing, if what is stored is not of that version
    boolean save(Actor actor, Profile changed, long expectedVersion);
}
