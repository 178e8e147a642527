package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.AccessClaims;
import io.hexforge.domain.identity.Account;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.Session;
import io.hexforge.domain.identity.SessionPolicy;
import io.hexforge.domain.identity.SigningKey.Opened;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.SessionStore;
import io.hexforge.ports.driven.identity.TokenSigner;
import io.hexforge.ports.driven.ops.ChangeSignal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Makes and checks access tokens. A check touches no store: what was refused before its time is kept in
/// memory, and follows the store when `refreshIfChanged` is called regularly. Safe for concurrent use.
public final class AccessTokens {
    /// How long a refusal is remembered beyond the life of a token: nodes' clocks differ.
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private static final int REMEMBERED = 10_000;

    /// What somebody may do who belongs to no tenant, or has to set up a second factor first.
    private static final Set<Scope> OF_STRANGERS = Set.of(Scope.PROFILE_READ, Scope.PROFILE_WRITE);

    private final TokenSigner signer;
    private final SigningKeys keys;
    private final SessionStore sessions;
    private final SessionPolicy policy;
    private final Tidings tidings;
    private final Ids ids;
    private final Recent<SecretHash, Verified> verified = new Recent<>(REMEMBERED);
    private volatile Refused refused = new Refused(-1, new ConcurrentHashMap<>());

    /// @param keys under which it was verified
    private record Verified(AccessClaims claims, Map<String, Opened> keys) {}

    /// @param below for each session the epoch below which its tokens are refused
    private record Refused(long version, Map<UUID, Integer> below) {}

    /// @param signal makes other nodes look sooner
    public AccessTokens(
            TokenSigner signer,
            SigningKeys keys,
            SessionStore sessions,
            SessionPolicy policy,
            ChangeSignal signal,
            Ids ids) {
        this.tidings = new Tidings(signal, "sessions");
        this.signer = signer;
        this.keys = keys;
        this.sessions = sessions;
        this.policy = policy;
        this.ids = ids;
    }

    /// {@return who shows the token, or empty if it is none of ours, has expired, or its session is over}
    public Optional<Actor> actor(String token) {
        return claims(token)
                .filter(claims -> claims.epoch() >= refused.below().getOrDefault(claims.sessionId(), 0))
                .map(AccessClaims::actor);
    }

    private Optional<AccessClaims> claims(String token) {
        SecretHash hash = SecretHash.of(token);
        Verified known = verified.get(hash);
        if (known != null && known.keys().equals(keys.verifying())) {
            AccessClaims claims = known.claims();
            return ids.clock().instant().isBefore(claims.expiresAt()) ? Optional.of(claims) : Optional.empty();
        }
        Map<String, Opened> present = keys.verifying();
        Optional<AccessClaims> claims = signer.verify(token, present.values());
        claims.ifPresent(genuine -> verified.put(hash, new Verified(genuine, present)));
        return claims;
    }

    /// A token that was just made.
    record Issued(Secret token, Duration validFor) {}

    /// @param account of the session's user
    Issued issue(Session session, Account account, Instant now) {
        User user = account.user();
        Role role = account.roleIn(session.tenantId()).orElse(null);
        Duration life = policy.accessLife(session, now);
        boolean limited = policy.limits(session);
        var claims = new AccessClaims(
                ids.next(),
                session.id(),
                session.epoch(),
                user.id(),
                session.tenantId(),
                limited ? null : role,
                !limited && user.systemAdmin(),
                limited ? OF_STRANGERS : scopes(user, role),
                session.methods(),
                session.authenticatedAt(),
                now,
                now.plus(life));
        return new Issued(signer.sign(claims, keys.signing()), life);
    }

    private static Set<Scope> scopes(User user, @Nullable Role role) {
        if (user.systemAdmin()) {
            return Set.of(Scope.ALL);
        }
        return role == null ? OF_STRANGERS : role.scopes();
    }

    /// Refuses tokens of a session from now on, on this node at once. The store must say so already: a
    /// `refresh` that runs meanwhile may have read it before, and this waits for it.
    synchronized void refuse(UUID sessionId, int below) {
        refused.below().merge(sessionId, below, Math::max);
    }

    /// Makes other nodes look soon.
    void announce() {
        tidings.spread();
    }

    /// Reads anew which tokens are refused, if another node has said that there are more. Cheap enough to be
    /// called many times a second.
    public void refreshIfTold() {
        tidings.heed(this::refreshIfChanged);
    }

    /// Reads anew which tokens are refused.
    public synchronized void refresh() {
        long version = sessions.version();
        Instant since = ids.clock().instant().minus(policy.accessLife()).minus(MARGIN);
        refused = new Refused(version, new ConcurrentHashMap<>(sessions.refusedSince(since)));
    }

    /// Reads anew which tokens are refused, if that has changed since.
    public void refreshIfChanged() {
        if (sessions.version() != refused.version()) {
            refresh();
        }
    }
}
