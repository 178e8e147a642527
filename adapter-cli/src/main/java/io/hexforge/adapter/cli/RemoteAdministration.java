package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Prices, flags and signing keys of a Hexforge behind a URL.
record RemoteAdministration(Api api) implements Administration {
    private static final String FLAGS = "/v1/admin/flags";

    @Override
    public List<ModelPrice> prices(@Nullable String provider, @Nullable String query) {
        return api.items("/v1/prices" + query("provider", provider, "query", query)).stream()
                .map(RemoteAdministration::price)
                .toList();
    }

    @Override
    public PriceImport importPrices(String json, @Nullable String validFrom) {
        JsonNode done = api.post("/v1/prices/import" + query("valid_from", validFrom), JsonFile.tree(json));
        return new PriceImport(
                done.path("shape").asText(),
                done.path("added").asLong(),
                done.path("unchanged").asLong(),
                done.path("skipped").asLong());
    }

    @Override
    public RotatedSigningKey rotateSigningKey(boolean atOnce) {
        JsonNode done = api.post(
                "/v1/admin/signing-keys/rotate", Api.JSON.createObjectNode().put("at_once", atOnce));
        return new RotatedSigningKey(
                done.path("kid").asText(), done.path("signs_from").asText());
    }

    @Override
    public List<Flag> flags(@Nullable String tenantId) {
        return api.items(FLAGS + query("tenant_id", tenantId)).stream()
                .map(RemoteAdministration::flag)
                .toList();
    }

    @Override
    public Flag setFlag(@Nullable String tenantId, String name, boolean enabled) {
        ObjectNode body = Api.JSON.createObjectNode().put("flag", name).put("enabled", enabled);
        if (tenantId != null) {
            body.put("tenant_id", tenantId);
        }
        return flag(api.put(FLAGS, body));
    }

    @Override
    public void removeFlag(@Nullable String tenantId, String name) {
        api.delete(FLAGS + query("flag", name, "tenant_id", tenantId));
    }

    /// {@return a query of names and values in turn, without those that are null}
    private static String query(@Nullable String... parts) {
        var query = new StringBuilder();
        for (int i = 0; i < parts.length; i += 2) {
            String value = parts[i + 1];
            if (value != null) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(parts[i])
                        .append('=')
                        .append(Api.encoded(value));
            }
        }
        return query.toString();
    }

    private static ModelPrice price(JsonNode json) {
        JsonNode pricing = json.path("pricing");
        return new ModelPrice(
                json.path("provider").asText(),
                json.path("model").asText(),
                json.path("imported").asBoolean(),
                json.hasNonNull("context_window") ? json.path("context_window").asLong() : null,
                decimal(pricing, "input"),
                decimal(pricing, "cached_input"),
                decimal(pricing, "cache_write"),
                decimal(pricing, "output"));
    }

    private static @Nullable BigDecimal decimal(JsonNode json, String member) {
        return json.hasNonNull(member) ? new BigDecimal(json.path(member).asText()) : null;
    }

    private static Flag flag(JsonNode json) {
        return new Flag(
                json.path("tenant_id").asText(),
                json.path("flag").asText(),
                json.path("enabled").asBoolean(),
                json.path("updated_at").asText());
    }
}
