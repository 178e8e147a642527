package io.hexforge.domain.gateway;

import static io.hexforge.domain.gateway.PriceFileRows.bool;
import static io.hexforge.domain.gateway.PriceFileRows.tokens;

import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.gateway.PriceFileRows.Rates;
import io.hexforge.domain.gateway.PriceFileRows.Tariff;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The shape of LiteLLM's `model_prices_and_context_window.json`: an object with a member for each model.
final class LiteLlmPrices {
    private static final int PER_TOKEN = 15;
    private static final Pattern LONG = Pattern.compile("input_cost_per_token(_above_(\\d{1,6})k_tokens)");

    private LiteLlmPrices() {}

    static void read(JsonObject file, PriceFileRows rows) {
        file.members().forEach((name, value) -> {
            if (value instanceof JsonObject model) {
                Optional<String> owner = model.string("litellm_provider");
                Optional<String> provider = owner.flatMap(PriceFile::provider);
                if (provider.isEmpty()) {
                    rows.skip(1);
                } else {
                    String prefix = owner.get() + "/";
                    String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
                    add(
                            provider.get(),
                            bare,
                            model,
                            "/" + name.replace("~", "~0").replace("/", "~1"),
                            rows);
                }
            }
        });
    }

    private static void add(String provider, String name, JsonObject model, String pointer, PriceFileRows rows) {
        Long input = tokens(model, "max_input_tokens");
        Long output = tokens(model, "max_output_tokens");
        // Older than the other two, and says what either of them does; the context window only when it stands alone.
        Long most = tokens(model, "max_tokens");
        boolean ofOutput = most == null || most.equals(output);
        rows.add(
                rows.validFrom(),
                provider,
                name,
                List.of(),
                input == null && !ofOutput ? most : input,
                output,
                capabilities(model),
                tariff(model, pointer, rows));
    }

    private static Tariff tariff(JsonObject model, String pointer, PriceFileRows rows) {
        Rates base = rates(model, "", pointer, rows);
        for (String name : model.members().keySet()) {
            Matcher longer = LONG.matcher(name);
            if (longer.matches()) {
                long above = Long.parseLong(longer.group(2)) * 1_000;
                return new Tariff(base, above, rates(model, longer.group(1), pointer, rows));
            }
        }
        return new Tariff(base, null, null);
    }

    private static Rates rates(JsonObject model, String tier, String pointer, PriceFileRows rows) {
        return new Rates(
                rate(model, "input_cost_per_token" + tier, pointer, rows),
                rate(model, "cache_read_input_token_cost" + tier, pointer, rows),
                rate(model, "cache_creation_input_token_cost" + tier, pointer, rows),
                rate(model, "output_cost_per_token" + tier, pointer, rows));
    }

    private static @Nullable Long rate(JsonObject model, String name, String pointer, PriceFileRows rows) {
        return rows.rate(model.get(name), PER_TOKEN, pointer + "/" + name);
    }

    private static @Nullable Set<Capability> capabilities(JsonObject model) {
        return switch (model.string("mode").orElse("")) {
            case "embedding" -> Set.of(Capability.EMBEDDING);
            case "image_generation" -> Set.of(Capability.IMAGE_GENERATION);
            case "chat", "responses" -> chat(model);
            default -> null;
        };
    }

    /// A table that says nothing of schemas is not taken to deny them to a model that has tools.
    private static Set<Capability> chat(JsonObject model) {
        var found = EnumSet.noneOf(Capability.class);
        Boolean schema = bool(model, "supports_response_schema");
        boolean tools = Boolean.TRUE.equals(bool(model, "supports_function_calling"));
        if (tools) {
            found.add(Capability.TOOLS);
        }
        if (schema == null ? tools : schema) {
            found.add(Capability.JSON_SCHEMA);
        }
        if (Boolean.TRUE.equals(bool(model, "supports_vision"))) {
            found.add(Capability.VISION);
        }
        if (Boolean.TRUE.equals(bool(model, "supports_audio_input"))) {
            found.add(Capability.AUDIO);
        }
        if (Boolean.TRUE.equals(bool(model, "supports_reasoning"))) {
            found.add(Capability.REASONING);
        }
        return found;
    }
}
