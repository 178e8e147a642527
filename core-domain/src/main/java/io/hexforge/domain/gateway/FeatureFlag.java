package io.hexforge.domain.gateway;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/// A switch that an administrator has set for a tenant.
///
/// @param name as `canonical` gives it
/// @param updatedAt to the microsecond
public record FeatureFlag(UUID tenantId, String name, boolean enabled, Instant updatedAt) {
    private static final String FORCE = "router.force_provider_";
    private static final String DISABLE = "router.disable_provider_";

    public FeatureFlag {
        updatedAt = updatedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /// {@return how a flag is called in the store, or empty if there is none of that name}
    ///
    /// @param name such as `router.force_provider_google`, a provider's alias being as good as its name, and `_` as
    ///     good as `-` in it
    public static Optional<String> canonical(String name) {
        String folded = name.strip().toLowerCase(Locale.ROOT);
        for (String kind : new String[] {FORCE, DISABLE}) {
            if (folded.startsWith(kind)) {
                return provider(folded.substring(kind.length())).map(provider -> kind + provider);
            }
        }
        return Optional.empty();
    }

    /// {@return what a tenant's flags say of its providers}
    public static RouteFlags routing(Collection<FeatureFlag> flags) {
        var forced = new HashSet<String>();
        var disabled = new HashSet<String>();
        for (FeatureFlag flag : flags) {
            if (flag.enabled() && flag.name().startsWith(FORCE)) {
                forced.add(flag.name().substring(FORCE.length()));
            } else if (flag.enabled() && flag.name().startsWith(DISABLE)) {
                disabled.add(flag.name().substring(DISABLE.length()));
            }
        }
        return new RouteFlags(forced, disabled);
    }

    /// {@return the forms of all names that there are, for people}
    public static String knownNames() {
        return FORCE + "<provider> and " + DISABLE + "<provider>, with one of "
                + ProviderCatalogue.all().stream().map(ProviderKind::name).collect(Collectors.joining(", "));
    }

    private static Optional<String> provider(String name) {
        String wanted = name.equals("claude") ? "anthropic" : name.replace('_', '-');
        return ProviderCatalogue.find(wanted).map(ProviderKind::name);
    }
}
