package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.domain.gateway.Capability;
import io.hexforge.domain.gateway.Price;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A price as it is answered: USD for a million tokens.
@JsonInclude(JsonInclude.Include.ALWAYS)
record PricingBody(
        UUID priceId,
        String currency,
        String unit,
        BigDecimal input,
        BigDecimal cachedInput,
        BigDecimal cacheWrite,
        BigDecimal output,
        @Nullable LongContextBody longContext) {
    private static final int NANO_DIGITS = 9;

    record LongContextBody(
            long aboveTokens, BigDecimal input, BigDecimal cachedInput, BigDecimal cacheWrite, BigDecimal output) {}

    static @Nullable PricingBody of(@Nullable Price price) {
        return price == null
                ? null
                : new PricingBody(
                        price.id(),
                        "USD",
                        "1M tokens",
                        usd(price.input()),
                        usd(price.cached()),
                        usd(price.cacheWrite()),
                        usd(price.output()),
                        of(price.longContext()));
    }

    private static @Nullable LongContextBody of(Price.@Nullable LongContext longer) {
        return longer == null
                ? null
                : new LongContextBody(
                        longer.above(),
                        usd(longer.input()),
                        usd(longer.cached()),
                        usd(longer.cacheWrite()),
                        usd(longer.output()));
    }

    /// {@return capabilities in lower case, in a fixed order; null if they are not known}
    static @Nullable List<String> words(@Nullable Set<Capability> capabilities) {
        return capabilities == null
                ? null
                : capabilities.stream()
                        .sorted()
                        .map(capability -> capability.name().toLowerCase(Locale.ROOT))
                        .toList();
    }

    private static BigDecimal usd(long nanoUsd) {
        BigDecimal exact = BigDecimal.valueOf(nanoUsd, NANO_DIGITS).stripTrailingZeros();
        return exact.scale() < 0 ? exact.setScale(0) : exact;
    }
}
