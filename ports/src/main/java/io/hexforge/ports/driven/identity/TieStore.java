package io.hexforge.ports.driven.identity;

import java.util.Set;
import java.util.UUID;

/// What ties users to other people, for when they leave. Machines, which have no address and administer nothing, count
/// for nobody.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `TieStoreContract`.
public interface TieStore {
    Ties tiesOf(UUID userId);

    /// Makes somebody else an owner of each tenant that would be left with members and without an owner: the person
    /// with the highest role, of several the one who has belonged to it for longest.
    void handOver(UUID userId);

    /// @param onlyAdministrator whether nobody else administers the whole installation
    /// @param ownerless tenants with other people, of which it is the only owner
    /// @param alone tenants without other people
    record Ties(boolean onlyAdministrator, Set<UUID> ownerless, Set<UUID> alone) {
        public Ties {
            ownerless = Set.copyOf(ownerless);
            alone = Set.copyOf(alone);
        }

        /// {@return whether others would be stranded if the user left}
        public boolean binding() {
            return onlyAdministrator || !ownerless.isEmpty();
        }
    }
}
