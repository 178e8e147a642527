package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Violation;
import io.hexforge.domain.gateway.FeatureFlag;
import io.hexforge.ports.driven.gateway.FlagStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sets flags for an administrator: those of its own tenant, or, if it administers the installation, those of any.
///
/// A change is in force on this node when the method returns, on others within about a second. Safe for concurrent
/// use.
public final class ManageFlags {
    private final FlagStore store;
    private final Flags flags;
    private final InstantSource clock;

    public ManageFlags(FlagStore store, Flags flags, InstantSource clock) {
        this.store = store;
        this.flags = flags;
        this.clock = clock;
    }

    public sealed interface Listed {
        record Found(List<FeatureFlag> flags) implements Listed {}

        /// The tenant is not the actor's own.
        record Forbidden() implements Listed {}
    }

    public sealed interface Outcome {
        record Saved(FeatureFlag flag) implements Outcome {}

        record Removed() implements Outcome {}

        record Invalid(List<Violation> violations) implements Outcome {}

        /// The tenant is not the actor's own.
        record Forbidden() implements Outcome {}

        record NotFound() implements Outcome {}
    }

    /// @param tenantId null for the actor's own
    public Listed list(Actor actor, @Nullable UUID tenantId) {
        UUID tenant = tenantOf(actor, tenantId);
        return may(actor, tenant)
                ? new Listed.Found(store.all().stream()
                        .filter(flag -> flag.tenantId().equals(tenant))
                        .toList())
                : new Listed.Forbidden();
    }

    /// @param tenantId null for the actor's own
    public Outcome set(Actor actor, @Nullable UUID tenantId, String name, boolean enabled) {
        UUID tenant = tenantOf(actor, tenantId);
        Optional<String> canonical = FeatureFlag.canonical(name);
        if (!may(actor, tenant)) {
            return new Outcome.Forbidden();
        }
        if (canonical.isEmpty()) {
            return unknown();
        }
        var flag = new FeatureFlag(tenant, canonical.get(), enabled, clock.instant());
        store.put(flag);
        flags.refresh();
        return new Outcome.Saved(flag);
    }

    /// Forgets a flag, as if it had never been set.
    ///
    /// @param tenantId null for the actor's own
    public Outcome remove(Actor actor, @Nullable UUID tenantId, String name) {
        UUID tenant = tenantOf(actor, tenantId);
        Optional<String> canonical = FeatureFlag.canonical(name);
        if (!may(actor, tenant)) {
            return new Outcome.Forbidden();
        }
        if (canonical.isEmpty()) {
            return unknown();
        }
        boolean removed = store.remove(tenant, canonical.get());
        flags.refresh();
        return removed ? new Outcome.Removed() : new Outcome.NotFound();
    }

    private static Outcome unknown() {
        return new Outcome.Invalid(
                List.of(new Violation("/flag", "is not a flag that there is; known are " + FeatureFlag.knownNames())));
    }

    private static UUID tenantOf(Actor actor, @Nullable UUID tenantId) {
        return tenantId == null ? actor.tenantId() : tenantId;
    }

    private static boolean may(Actor actor, UUID tenant) {
        return actor.systemAdmin() || tenant.equals(actor.tenantId());
    }
}
