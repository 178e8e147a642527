package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.Secret;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The API keys of who runs commands on a Hexforge behind a URL.
record RemoteKeys(Api api) implements Keys {
    @Override
    public List<Key> all() {
        return api.items("/v1/api-keys").stream()
                .filter(key -> !key.hasNonNull("revoked_at"))
                .map(RemoteKeys::key)
                .toList();
    }

    @Override
    public NewKey create(String name, List<String> scopes, Limits limits) {
        ObjectNode body = limits(limits).put("name", name);
        if (!scopes.isEmpty()) {
            scopes.forEach(body.putArray("scopes")::add);
        }
        return newKey(api.post("/v1/api-keys", body));
    }

    @Override
    public Key limit(String id, Limits limits) {
        return key(api.patch("/v1/api-keys/" + Api.encoded(id), limits(limits)));
    }

    @Override
    public void revoke(String id) {
        api.delete("/v1/api-keys/" + Api.encoded(id));
    }

    @Override
    public NewKey rotate(String id) {
        return newKey(api.post("/v1/api-keys/" + Api.encoded(id) + "/rotate", Api.JSON.createObjectNode()));
    }

    private static Key key(JsonNode json) {
        var scopes = new ArrayList<String>();
        json.path("scopes").forEach(scope -> scopes.add(scope.asText()));
        return new Key(
                json.path("id").asText(),
                json.path("name").asText(),
                json.path("preview").asText(),
                scopes,
                new Limits(
                        number(json, "requests_per_minute"),
                        number(json, "tokens_per_minute"),
                        json.path("tokens_hard").asBoolean(),
                        number(json, "max_parallel")),
                json.path("created_at").asText(),
                Api.text(json, "expires_at"));
    }

    private static ObjectNode limits(Limits limits) {
        return Api.JSON
                .createObjectNode()
                .put("requests_per_minute", limits.requestsPerMinute())
                .put("tokens_per_minute", limits.tokensPerMinute())
                .put("tokens_hard", limits.tokensHard())
                .put("max_parallel", limits.maxParallel());
    }

    private static NewKey newKey(JsonNode json) {
        JsonNode key = json.path("key");
        return new NewKey(
                key.path("id").asText(),
                key.path("name").asText(),
                new Secret(json.path("secret").asText()));
    }

    private static @Nullable Long number(JsonNode json, String member) {
        return json.hasNonNull(member) ? json.path(member).asLong() : null;
    }
}
