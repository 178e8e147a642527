package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.domain.gateway.Capability;
import io.hexforge.domain.gateway.Price;
import io.hexforge.domain.gateway.Price.LongContext;
import io.hexforge.domain.gateway.PricedModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/// A row of `gateway.prices`.
record PriceRow(PricedModel row) {
    static PriceRow of(ResultSet row) throws SQLException {
        UUID id = Columns.uuid(row, "id");
        Instant validFrom = Columns.instant(row, "valid_from");
        return new PriceRow(new PricedModel(
                id,
                validFrom,
                row.getString("provider"),
                row.getString("model"),
                Columns.texts(row, "aliases"),
                row.getObject("context_window", Long.class),
                row.getObject("max_output_tokens", Long.class),
                capabilities(row),
                price(row, id, validFrom)));
    }

    private static @Nullable Set<Capability> capabilities(ResultSet row) throws SQLException {
        return row.getArray("capabilities") == null
                ? null
                : Columns.texts(row, "capabilities").stream()
                        .map(Capability::valueOf)
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Price price(ResultSet row, UUID id, Instant validFrom) throws SQLException {
        if (row.getObject("input") == null) {
            return null;
        }
        return new Price(
                id,
                validFrom,
                row.getLong("input"),
                row.getLong("cached"),
                row.getLong("cache_write"),
                row.getLong("output"),
                longContext(row));
    }

    private static @Nullable LongContext longContext(ResultSet row) throws SQLException {
        return row.getObject("long_above") == null
                ? null
                : new LongContext(
                        row.getLong("long_above"),
                        row.getLong("long_input"),
                        row.getLong("long_cached"),
                        row.getLong("long_cache_write"),
                        row.getLong("long_output"));
    }

    /// Binds the row to a statement that names its parameters as the columns are named.
    <S extends SqlStatement<S>> S bindTo(S statement) {
        Optional<Price> price = Optional.ofNullable(row.price());
        Optional<LongContext> longer = price.map(Price::longContext);
        Set<Capability> capabilities = row.capabilities();
        return statement
                .bind("id", row.id())
                .bind("valid_from", Columns.timestamp(row.validFrom()))
                .bind("provider", row.provider())
                .bind("model", row.model())
                .bindArray("aliases", String.class, row.aliases())
                .bind("context_window", row.contextWindow())
                .bind("max_output_tokens", row.maxOutputTokens())
                .bind("capabilities", capabilities == null ? null : names(capabilities))
                .bind("input", price.map(Price::input).orElse(null))
                .bind("cached", price.map(Price::cached).orElse(null))
                .bind("cache_write", price.map(Price::cacheWrite).orElse(null))
                .bind("output", price.map(Price::output).orElse(null))
                .bind("long_above", longer.map(LongContext::above).orElse(null))
                .bind("long_input", longer.map(LongContext::input).orElse(null))
                .bind("long_cached", longer.map(LongContext::cached).orElse(null))
                .bind("long_cache_write", longer.map(LongContext::cacheWrite).orElse(null))
                .bind("long_output", longer.map(LongContext::output).orElse(null));
    }

    private static String[] names(Set<Capability> capabilities) {
        return Arrays.stream(Capability.values())
                .filter(capabilities::contains)
                .map(Capability::name)
                .toArray(String[]::new);
    }
}
