package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.domain.identity.KeyLimits;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Issues, lists, renames, rotates and withdraws the API keys of an actor. Safe for concurrent use.
///
/// A change is in force on this node when the method returns, on others when they next refresh their snapshot.
public final class ManageApiKeys {
    /// The longest time for which a rotated key may go on working.
    public static final Duration MAX_GRACE = Duration.ofDays(30);

    private final ApiKeyStore keys;
    private final Authenticate authenticate;
    private final Ids ids;
    private final RandomGenerator secureRandom;

    public ManageApiKeys(ApiKeyStore keys, Authenticate authenticate, Ids ids, RandomGenerator secureRandom) {
        this.keys = keys;
        this.authenticate = authenticate;
        this.ids = ids;
        this.secureRandom = secureRandom;
    }

    public sealed interface Issued {
        /// @param secret to be shown to the owner now, and never again
        record Made(ApiKey key, ApiKeySecret secret) implements Issued {}

        record Refused(List<Violation> violations) implements Issued {}

        record NotFound() implements Issued {}

        /// The key was changed by somebody else meanwhile, or is withdrawn.
        record Conflict(ApiKey current) implements Issued {}
    }

    public sealed interface Changed {
        record Saved(ApiKey key) implements Changed {}

        record Refused(List<Violation> violations) implements Changed {}

        record NotFound() implements Changed {}

        /// The key is not of the version that the caller expected.
        record Conflict(ApiKey current) implements Changed {}
    }

    /// Issues a key. It may do no more than the actor itself.
    ///
    /// @param expiresAt null for never
    public Issued create(Actor actor, String name, Set<Scope> scopes, @Nullable Instant expiresAt) {
        return create(actor, name, scopes, KeyLimits.NONE, expiresAt);
    }

    /// Issues a key with limits of its own. It may do no more than the actor itself.
    ///
    /// @param expiresAt null for never
    public Issued create(Actor actor, String name, Set<Scope> scopes, KeyLimits limits, @Nullable Instant expiresAt) {
        Instant now = ids.clock().instant();
        var violations = new ArrayList<>(nameViolations(name));
        if (scopes.isEmpty()) {
            violations.add(new Violation("/scopes", "must name at least one scope"));
        }
        violations.addAll(beyond(actor, scopes));
        violations.addAll(limitViolations(limits));
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            violations.add(new Violation("/expires_at", "must be in the future"));
        }
        if (!violations.isEmpty()) {
            return new Issued.Refused(violations);
        }
        var secret = ApiKeySecret.generate(secureRandom);
        var key = new ApiKey(
                ids.next(),
                actor.tenantId(),
                actor.userId(),
                name.strip(),
                secret.preview(),
                secret.hash(),
                scopes,
                limits,
                now,
                expiresAt,
                null,
                null,
                1);
        keys.add(actor, key);
        authenticate.changed();
        return new Issued.Made(key, secret);
    }

    public Page<ApiKey> list(Actor actor, Page.Request page) {
        return keys.page(actor, page);
    }

    public Optional<ApiKey> find(Actor actor, UUID id) {
        return keys.find(actor, id);
    }

    /// @param expectedVersion null to change whatever version there is
    public Changed rename(Actor actor, UUID id, String name, @Nullable Long expectedVersion) {
        return change(actor, id, name, UnaryOperator.identity(), expectedVersion);
    }

    /// Changes a key's name, limits, or both.
    ///
    /// @param name null to leave it
    /// @param limits what becomes of its limits
    /// @param expectedVersion null to change whatever version there is
    public Changed change(
            Actor actor,
            UUID id,
            @Nullable String name,
            UnaryOperator<KeyLimits> limits,
            @Nullable Long expectedVersion) {
        Optional<ApiKey> found = keys.find(actor, id);
        if (found.isEmpty()) {
            return new Changed.NotFound();
        }
        var violations = new ArrayList<>(name == null ? List.of() : nameViolations(name));
        violations.addAll(limitViolations(limits.apply(found.get().limits())));
        if (!violations.isEmpty()) {
            return new Changed.Refused(violations);
        }
        return change(actor, id, expectedVersion, key -> {
            String newName = name == null ? key.name() : name.strip();
            return key.with(newName, limits.apply(key.limits()));
        });
    }

    /// Withdraws a key at once. Withdrawing it again changes nothing.
    public Changed revoke(Actor actor, UUID id) {
        Instant now = ids.clock().instant();
        return change(actor, id, null, key -> key.revoked(now));
    }

    /// Issues a successor of a key, which itself goes on working for `grace`. Since the successor's secret is shown to
    /// the actor, the key may allow no more than the actor itself.
    public Issued rotate(Actor actor, UUID id, Duration grace) {
        if (grace.isNegative() || grace.compareTo(MAX_GRACE) > 0) {
            return new Issued.Refused(List.of(new Violation("/grace_seconds", "must be from 0 to 2592000")));
        }
        Optional<ApiKey> found = keys.find(actor, id);
        if (found.isEmpty()) {
            return new Issued.NotFound();
        }
        ApiKey old = found.get();
        List<Violation> beyond = beyond(actor, old.scopes());
        if (!beyond.isEmpty()) {
            return new Issued.Refused(beyond);
        }
        Instant now = ids.clock().instant();
        if (!old.usableAt(now) || old.replacedBy() != null) {
            return new Issued.Conflict(old);
        }
        var secret = ApiKeySecret.generate(secureRandom);
        ApiKey successor = old.successor(ids.next(), secret, now);
        if (!keys.rotate(actor, old.replaced(successor.id(), now, grace), old.version(), successor)) {
            return new Issued.Conflict(keys.find(actor, id).orElse(old));
        }
        authenticate.changed();
        return new Issued.Made(successor, secret);
    }

    /// With no expected version, a change made by somebody else meanwhile is built upon, not reported.
    private Changed change(Actor actor, UUID id, @Nullable Long expectedVersion, UnaryOperator<ApiKey> transition) {
        while (true) {
            Optional<ApiKey> found = keys.find(actor, id);
            if (found.isEmpty()) {
                return new Changed.NotFound();
            }
            ApiKey current = found.get();
            if (expectedVersion != null && expectedVersion != current.version()) {
                return new Changed.Conflict(current);
            }
            ApiKey changed = transition.apply(current);
            if (changed.version() == current.version()) {
                return new Changed.Saved(current);
            }
            if (keys.save(actor, changed, current.version())) {
                authenticate.changed();
                return new Changed.Saved(changed);
            }
        }
    }

    private static List<Violation> beyond(Actor actor, Set<Scope> scopes) {
        return scopes.stream()
                .filter(scope -> !actor.may(scope))
                .sorted()
                .map(scope -> new Violation("/scopes", "you do not have the scope " + scope.wireName()))
                .toList();
    }

    private static List<Violation> limitViolations(KeyLimits limits) {
        var violations = new ArrayList<Violation>();
        requireLimit("/requests_per_minute", limits.requestsPerMinute(), violations);
        requireLimit("/tokens_per_minute", limits.tokensPerMinute(), violations);
        requireLimit("/max_parallel", limits.maxParallel(), violations);
        if (limits.tokensHard() && limits.tokensPerMinute() == null) {
            violations.add(new Violation("/tokens_hard", "needs tokens_per_minute"));
        }
        return violations;
    }

    private static void requireLimit(String pointer, @Nullable Long limit, List<Violation> violations) {
        if (limit != null && (limit < 1 || limit > KeyLimits.MAX)) {
            violations.add(new Violation(pointer, "must be from 1 to " + KeyLimits.MAX + ", or null for no limit"));
        }
    }

    private static List<Violation> nameViolations(String name) {
        return name.isBlank() || name.strip().length() > ApiKey.MAX_NAME
                ? List.of(new Violation("/name", "must have 1 to " + ApiKey.MAX_NAME + " characters"))
                : List.of();
    }
}
