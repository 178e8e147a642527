package io.hexforge.ports.driven.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.Credential;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Durable home of API keys.
///
/// What is read or changed for an [Actor] is limited to that actor's own keys; others look as if they were not there.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `ApiKeyStoreContract`.
public interface ApiKeyStore {
    void add(Actor actor, ApiKey key);

    /// Replaces a key.
    ///
    /// @param expectedVersion the version that `changed` was made from
    /// @return false, changing nothing, if the stored key is not of that version or is not there
    boolean save(Actor actor, ApiKey changed, long expectedVersion);

    /// Replaces a key and adds its successor, both or neither.
    ///
    /// @return false, changing nothing, if the stored key is not of `expectedVersion` or is not there
    boolean rotate(Actor actor, ApiKey replaced, long expectedVersion, ApiKey successor);

    Optional<ApiKey> find(Actor actor, UUID id);

    /// {@return the actor's keys by id, oldest first, withdrawn ones included}
    Page<ApiKey> page(Actor actor, Page.Request request);

    /// {@return every key that is not withdrawn, and each that a rotation replaced, of all owners who are not disabled;
    /// for the credential check only}
    List<Credential> credentials();

    /// {@return a number that grows whenever `credentials` would answer something else}
    long version();
}
