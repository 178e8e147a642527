package io.hexforge.domain.gateway;

import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Violation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a price table that others maintain, in the shape of genai-prices (`data.json`), LiteLLM
/// (`model_prices_and_context_window.json`) or models.dev (`api.json`). The shape is recognised by itself.
public sealed interface PriceFile {
    /// @param shape `genai-prices`, `litellm` or `models.dev`
    /// @param skipped how many models are left out because Hexforge does not know their provider
    record Read(String shape, List<PricedModel> rows, int skipped) implements PriceFile {
        public Read {
            rows = List.copyOf(rows);
        }
    }

    /// Nothing of it can be used.
    record Invalid(List<Violation> violations) implements PriceFile {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }

    /// {@return the rows that a file holds}
    ///
    /// @param validFrom when they begin to hold, unless the file itself says later
    static PriceFile parse(JsonValue file, Instant validFrom, Ids ids) {
        var rows = new PriceFileRows(ids, validFrom);
        String shape = shape(file);
        switch (shape) {
            case "genai-prices" -> GenaiPrices.read(file, rows);
            case "litellm" -> LiteLlmPrices.read((JsonObject) file, rows);
            case "models.dev" -> ModelsDevPrices.read((JsonObject) file, rows);
            default -> rows.violation("", "is in none of the shapes of genai-prices, LiteLLM and models.dev");
        }
        return rows.result(shape);
    }

    private static String shape(JsonValue file) {
        if (file instanceof JsonArray || (file instanceof JsonObject object && object.get("providers") != null)) {
            return "genai-prices";
        }
        if (file instanceof JsonObject object) {
            for (JsonValue value : object.members().values()) {
                if (value instanceof JsonObject member && member.get("models") instanceof JsonObject) {
                    return "models.dev";
                }
                if (value instanceof JsonObject member && member.get("litellm_provider") != null) {
                    return "litellm";
                }
            }
        }
        return "";
    }

    /// How the maintainers of price tables call providers that are called otherwise here.
    Map<String, String> PROVIDERS = Map.of(
            "google", "gemini",
            "x-ai", "xai",
            "moonshotai", "moonshot",
            "azure", "azure-openai",
            "together_ai", "together",
            "togetherai", "together",
            "cohere_chat", "cohere",
            "text-completion-openai", "openai");

    /// {@return the canonical name of a provider, or empty if Hexforge does not know it}
    static Optional<String> provider(String name) {
        return ProviderCatalogue.find(PROVIDERS.getOrDefault(name, name)).map(ProviderKind::name);
    }
}
