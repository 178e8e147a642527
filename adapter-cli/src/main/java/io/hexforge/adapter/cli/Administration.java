package io.hexforge.adapter.cli;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What commands ask about prices, flags and the keys that sign access tokens. Like [Hexforge] in all else.
public interface Administration {
    /// {@return what is known of models}
    ///
    /// @param provider only this one's; null for all
    /// @param query what the model's name contains; null for any
    List<ModelPrice> prices(@Nullable String provider, @Nullable String query);

    /// Imports a table of prices.
    ///
    /// @param json in the shape of genai-prices, LiteLLM or models.dev
    /// @param validFrom when it begins to hold, such as `2026-01-31T00:00:00Z`; null for now
    PriceImport importPrices(String json, @Nullable String validFrom);

    /// @param tenantId null for one's own
    List<Flag> flags(@Nullable String tenantId);

    /// @param tenantId null for one's own
    Flag setFlag(@Nullable String tenantId, String name, boolean enabled);

    /// @param tenantId null for one's own
    void removeFlag(@Nullable String tenantId, String name);

    /// Replaces the key that access tokens are signed with.
    ///
    /// @param atOnce whether all access tokens that there are become worthless
    RotatedSigningKey rotateSigningKey(boolean atOnce);

    /// Prices are USD for a million tokens; null is unknown.
    record ModelPrice(
            String provider,
            String model,
            boolean imported,
            @Nullable Long contextWindow,
            @Nullable BigDecimal input,
            @Nullable BigDecimal cachedInput,
            @Nullable BigDecimal cacheWrite,
            @Nullable BigDecimal output) {}

    /// @param added rows that said something new
    /// @param unchanged rows that said what was known
    /// @param skipped models of providers that Hexforge does not know
    record PriceImport(String shape, long added, long unchanged, long skipped) {}

    /// @param signsFrom when it takes over
    record RotatedSigningKey(String kid, String signsFrom) {}

    record Flag(String tenantId, String flag, boolean enabled, String updatedAt) {}
}
