package io.hexforge.ports.driven.identity;

import io.hexforge.domain.JsonValue.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// What one area of the data holds about users, to be handed over to them and to be erased.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `PersonalDataContract`.
public interface PersonalData {
    /// {@return the names of its kinds of records, such as `api_keys`; no two areas share one}
    List<String> sections();

    /// {@return records of a section in a lasting order, from number `offset` on, at most `limit` and none
    /// only at the end; without secrets and their hashes}
    List<JsonObject> records(UUID userId, String section, int offset, int limit);

    /// Erases the user. May be repeated; what is there no more is no error.
    ///
    /// @param endedTenants tenants that had no other member: they go with the user
    void erase(UUID userId, Set<UUID> endedTenants);
}
