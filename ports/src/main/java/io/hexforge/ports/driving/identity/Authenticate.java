package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.domain.identity.Credential;
import io.hexforge.domain.identity.KeyLimits;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import io.hexforge.ports.driven.ops.ChangeSignal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Tells who shows a credential, from a snapshot in memory: a check touches no store.
///
/// The snapshot is made by `refresh` and follows the store when `refreshIfChanged` is called regularly; a key that
/// was withdrawn on another node is refused from then on. Keys are found by the hash of a secret of 256 random
/// bits, so that the time of a look-up tells nothing about any secret. Safe for concurrent use.
public final class Authenticate {
    private final ApiKeyStore keys;
    private final @Nullable AccessTokens tokens;
    private final Tidings tidings;
    private final InstantSource clock;
    private final Map<SecretHash, Actor> localTokens = new ConcurrentHashMap<>();
    private volatile Snapshot snapshot = new Snapshot(-1, Map.of(), Map.of(), Map.of());

    /// @param limits of those keys that have any
    /// @param predecessors of those keys that a rotation made
    private record Snapshot(
            long version,
            Map<SecretHash, Credential> byHash,
            Map<UUID, KeyLimits> limits,
            Map<UUID, UUID> predecessors) {}

    /// For installations without people: there are API keys only.
    public Authenticate(ApiKeyStore keys, InstantSource clock) {
        this(keys, null, null, clock);
    }

    /// @param signal makes other nodes look sooner
    public Authenticate(
            ApiKeyStore keys, @Nullable AccessTokens tokens, @Nullable ChangeSignal signal, InstantSource clock) {
        this.keys = keys;
        this.tokens = tokens;
        this.tidings = new Tidings(signal, "credentials");
        this.clock = clock;
    }

    /// {@return who shows an API key or an access token, or empty if it is unknown, expired or withdrawn}
    public Optional<Actor> withCredential(String credential) {
        return tokens == null || credential.startsWith(ApiKeySecret.PREFIX)
                ? withKey(credential)
                : tokens.actor(credential);
    }

    /// {@return who acts with `secret`, or empty if it is unknown, expired or withdrawn}
    public Optional<Actor> withKey(String secret) {
        SecretHash hash = SecretHash.of(secret);
        Actor local = localTokens.get(hash);
        if (local != null) {
            return Optional.of(local);
        }
        Credential credential = snapshot.byHash().get(hash);
        return credential != null && credential.key().usableAt(clock.instant())
                ? Optional.of(credential.actor())
                : Optional.empty();
    }

    /// {@return the limits of a key, as the snapshot knows them}
    public KeyLimits limitsOf(UUID keyId) {
        return snapshot.limits().getOrDefault(keyId, KeyLimits.NONE);
    }

    /// {@return a key that is not withdrawn, whoever's it is}
    public Optional<ApiKey> key(UUID id) {
        return snapshot.byHash().values().stream()
                .map(Credential::key)
                .filter(key -> key.id().equals(id) && key.revokedAt() == null)
                .findFirst();
    }

    /// {@return the key and those in whose stead rotations made it, the newest first}
    public List<UUID> lineage(UUID keyId) {
        Map<UUID, UUID> predecessors = snapshot.predecessors();
        var lineage = new ArrayList<UUID>();
        for (UUID key = keyId; key != null; key = predecessors.get(key)) {
            lineage.add(key);
        }
        return lineage;
    }

    /// {@return the key and those that rotations made in its stead}
    public List<UUID> successors(UUID keyId) {
        var successors = new ArrayList<>(List.of(keyId));
        for (UUID other : snapshot.predecessors().keySet()) {
            if (!other.equals(keyId) && lineage(other).contains(keyId)) {
                successors.add(other);
            }
        }
        return successors;
    }

    /// Lets whoever knows `token` act as `actor` until this process ends.
    public void acceptLocally(ApiKeySecret token, Actor actor) {
        localTokens.put(token.hash(), actor);
    }

    /// Keys, or what their owners may do, were changed here: that is in force when the method returns, and other
    /// nodes are told.
    void changed() {
        refresh();
        tidings.spread();
    }

    /// Reads all keys anew if the store has changed since, as another node has said. Cheap enough to be called
    /// many times a second.
    public void refreshIfTold() {
        tidings.heed(this::refreshIfChanged);
    }

    /// Reads all keys anew.
    public synchronized void refresh() {
        long version = keys.version();
        List<Credential> all = keys.credentials();
        snapshot = new Snapshot(
                version,
                all.stream()
                        .collect(Collectors.toUnmodifiableMap(each -> each.key().hash(), Function.identity())),
                all.stream()
                        .map(Credential::key)
                        .filter(key -> !key.limits().equals(KeyLimits.NONE))
                        .collect(Collectors.toUnmodifiableMap(ApiKey::id, ApiKey::limits)),
                predecessors(all));
    }

    private static Map<UUID, UUID> predecessors(List<Credential> all) {
        var predecessors = new HashMap<UUID, UUID>();
        for (Credential each : all) {
            UUID successor = each.key().replacedBy();
            if (successor != null) {
                predecessors.put(successor, each.key().id());
            }
        }
        return predecessors;
    }

    /// Reads all keys anew if the store has changed since.
    public void refreshIfChanged() {
        if (keys.version() != snapshot.version()) {
            refresh();
        }
    }
}
