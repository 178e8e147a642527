package io.hexforge.domain.gateway;

import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Violation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Collects what a price file says, and what is wrong with it. Not safe for concurrent use.
final class PriceFileRows {
    private static final int MOST_VIOLATIONS = 20;
    private static final BigDecimal DEAREST = BigDecimal.valueOf(1_000_000_000_000_000L);

    private final Ids ids;
    private final Instant validFrom;
    private final List<PricedModel> rows = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private int skipped;

    PriceFileRows(Ids ids, Instant validFrom) {
        this.ids = ids;
        this.validFrom = validFrom.truncatedTo(ChronoUnit.MICROS);
    }

    /// Rates in nano-USD for a million tokens; null where nothing is said.
    record Rates(
            @Nullable Long input,
            @Nullable Long cached,
            @Nullable Long cacheWrite,
            @Nullable Long output) {
        /// {@return whether tokens are what is paid for}
        boolean known() {
            return input != null || output != null;
        }
    }

    /// @param above null when long prompts cost the same
    /// @param longer null when long prompts cost the same
    record Tariff(
            Rates rates, @Nullable Long above, @Nullable Rates longer) {}

    Instant validFrom() {
        return validFrom;
    }

    void skip(int models) {
        skipped += models;
    }

    void violation(String pointer, String detail) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(new Violation(pointer, detail));
        }
    }

    void add(
            Instant from,
            String provider,
            String model,
            List<String> aliases,
            @Nullable Long contextWindow,
            @Nullable Long maxOutputTokens,
            @Nullable Set<Capability> capabilities,
            @Nullable Tariff tariff) {
        UUID id = ids.next();
        Price price = tariff == null || !tariff.rates().known() ? null : price(id, from, tariff);
        boolean anything = price != null || contextWindow != null || maxOutputTokens != null || capabilities != null;
        if (anything && !model.isBlank()) {
            rows.add(new PricedModel(
                    id, from, provider, model, aliases, contextWindow, maxOutputTokens, capabilities, price));
        }
    }

    PriceFile result(String shape) {
        if (!violations.isEmpty()) {
            return new PriceFile.Invalid(violations);
        }
        return rows.isEmpty()
                ? new PriceFile.Invalid(List.of(new Violation("", "holds no model of a provider that is known here")))
                : new PriceFile.Read(shape, rows, skipped);
    }

    /// {@return USD, for a million tokens or for one, as nano-USD for a million; null if absent}
    ///
    /// @param digits 9 if the file's prices are for a million tokens, 15 if they are for one
    @Nullable
    Long rate(@Nullable JsonValue value, int digits, String pointer) {
        return switch (value) {
            case null -> null;
            case JsonNull() -> null;
            case JsonNumber(BigDecimal usd) -> {
                // The exponent first: a number such as 1e999999999 must not be written out.
                boolean sane = usd.signum() == 0 || usd.precision() - usd.scale() < 20;
                BigDecimal nano = sane ? usd.movePointRight(digits) : BigDecimal.TEN;
                if (!sane || nano.signum() < 0 || nano.compareTo(DEAREST) > 0) {
                    violation(pointer, "must be a price: not negative, and below 1,000,000 USD");
                    yield null;
                }
                yield nano.setScale(0, RoundingMode.HALF_UP).longValueExact();
            }
            default -> {
                violation(pointer, "must be a number");
                yield null;
            }
        };
    }

    /// {@return a number of tokens; null if absent, or not above 0, as some tables say for unknown}
    static @Nullable Long tokens(JsonObject object, String name) {
        return object.get(name) instanceof JsonNumber(BigDecimal number)
                        && number.signum() > 0
                        && number.compareTo(DEAREST) < 0
                ? Long.valueOf(number.longValue())
                : null;
    }

    /// {@return whether a member is true; null if absent}
    static @Nullable Boolean bool(JsonObject object, String name) {
        return object.get(name) instanceof JsonBoolean(boolean value) ? Boolean.valueOf(value) : null;
    }

    private static Price price(UUID id, Instant from, Tariff tariff) {
        Rates rates = tariff.rates();
        long input = or(rates.input(), 0);
        Rates longer = tariff.longer();
        Long above = tariff.above();
        Price.LongContext longContext = null;
        if (longer != null && above != null) {
            long longInput = or(longer.input(), input);
            longContext = new Price.LongContext(
                    above,
                    longInput,
                    or(longer.cached(), or(rates.cached(), longInput)),
                    or(longer.cacheWrite(), or(rates.cacheWrite(), longInput)),
                    or(longer.output(), or(rates.output(), 0)));
        }
        return new Price(
                id,
                from,
                input,
                or(rates.cached(), input),
                or(rates.cacheWrite(), input),
                or(rates.output(), 0),
                longContext);
    }

    private static long or(@Nullable Long value, long otherwise) {
        return value == null ? otherwise : value;
    }
}
