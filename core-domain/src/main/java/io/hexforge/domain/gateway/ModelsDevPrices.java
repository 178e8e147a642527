package io.hexforge.domain.gateway;

import static io.hexforge.domain.gateway.PriceFileRows.bool;
import static io.hexforge.domain.gateway.PriceFileRows.tokens;

import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.PriceFileRows.Rates;
import io.hexforge.domain.gateway.PriceFileRows.Tariff;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The shape of models.dev's `api.json`: an object of providers, each with an object of models.
final class ModelsDevPrices {
    private static final int PER_MILLION = 9;
    private static final long LONG_CONTEXT = 200_000;
    /// What the table says, and what it is called here.
    private static final Map<String, Capability> INPUTS = Map.of("image", Capability.VISION, "audio", Capability.AUDIO);

    private ModelsDevPrices() {}

    static void read(JsonObject file, PriceFileRows rows) {
        file.members().forEach((id, value) -> {
            if (value instanceof JsonObject provider && provider.get("models") instanceof JsonObject models) {
                Optional<String> name = PriceFile.provider(id);
                if (name.isEmpty()) {
                    rows.skip(models.members().size());
                } else {
                    models.members().forEach((model, facts) -> {
                        if (facts instanceof JsonObject object) {
                            add(name.get(), model, object, "/" + id + "/models/" + escaped(model), rows);
                        }
                    });
                }
            }
        });
    }

    private static void add(String provider, String name, JsonObject model, String pointer, PriceFileRows rows) {
        JsonObject limit = object(model, "limit");
        rows.add(
                rows.validFrom(),
                provider,
                name,
                List.of(),
                tokens(limit, "context"),
                tokens(limit, "output"),
                capabilities(name, model),
                tariff(object(model, "cost"), pointer + "/cost", rows));
    }

    private static Tariff tariff(JsonObject cost, String pointer, PriceFileRows rows) {
        Rates base = rates(cost, pointer, rows);
        return cost.get("context_over_200k") instanceof JsonObject longer
                ? new Tariff(base, LONG_CONTEXT, rates(longer, pointer + "/context_over_200k", rows))
                : new Tariff(base, null, null);
    }

    private static Rates rates(JsonObject cost, String pointer, PriceFileRows rows) {
        return new Rates(
                rate(cost, "input", pointer, rows),
                rate(cost, "cache_read", pointer, rows),
                rate(cost, "cache_write", pointer, rows),
                rate(cost, "output", pointer, rows));
    }

    private static @Nullable Long rate(JsonObject cost, String name, String pointer, PriceFileRows rows) {
        return rows.rate(cost.get(name), PER_MILLION, pointer + "/" + name);
    }

    /// A table that says nothing of schemas is not taken to deny them to a model that has tools.
    private static @Nullable Set<Capability> capabilities(String name, JsonObject model) {
        if (name.contains("embed")) {
            return Set.of(Capability.EMBEDDING);
        }
        Boolean tools = bool(model, "tool_call");
        if (tools == null) {
            return null;
        }
        var found = EnumSet.noneOf(Capability.class);
        Boolean schema = bool(model, "structured_output");
        if (tools) {
            found.add(Capability.TOOLS);
        }
        if (schema == null ? tools : schema) {
            found.add(Capability.JSON_SCHEMA);
        }
        if (Boolean.TRUE.equals(bool(model, "reasoning"))) {
            found.add(Capability.REASONING);
        }
        JsonObject modalities = object(model, "modalities");
        INPUTS.forEach((word, capability) -> {
            if (lists(modalities, "input", word)) {
                found.add(capability);
            }
        });
        if (lists(modalities, "output", "image")) {
            found.add(Capability.IMAGE_GENERATION);
        }
        return found;
    }

    private static boolean lists(JsonObject object, String member, String word) {
        return object.get(member) instanceof JsonArray array && array.items().contains(new JsonString(word));
    }

    private static JsonObject object(JsonObject object, String member) {
        return object.get(member) instanceof JsonObject value ? value : JsonObject.EMPTY;
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
