package io.hexforge.domain.gateway;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is known of a model from an instant on: a row of the price table. Rows are never changed; a later one takes
/// the place of an earlier one.
///
/// @param id that of the price too
/// @param validFrom when it begins to hold, to the microsecond
/// @param provider canonical name of the [ProviderKind]
/// @param model the name under which its versions are held together
/// @param aliases other names of the same model; one that ends with `*` stands for all that begin so
/// @param contextWindow null if this row does not say
/// @param maxOutputTokens null if this row does not say
/// @param capabilities null if this row does not say
/// @param price null if this row does not say
public record PricedModel(
        UUID id,
        Instant validFrom,
        String provider,
        String model,
        List<String> aliases,
        @Nullable Long contextWindow,
        @Nullable Long maxOutputTokens,
        @Nullable Set<Capability> capabilities,
        @Nullable Price price) {
    public PricedModel {
        validFrom = validFrom.truncatedTo(ChronoUnit.MICROS);
        aliases = List.copyOf(aliases);
        capabilities = capabilities == null ? null : Set.copyOf(capabilities);
        if (price != null && !(price.id().equals(id) && price.validFrom().equals(validFrom))) {
            throw new IllegalArgumentException("the price is of another row");
        }
    }
}
