package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Hexforge behind a URL.
public final class RemoteHexforge implements Hexforge {
    private static final String FLAGS = "/v1/admin/flags";

    private final Api api;
    private final @Nullable StoredLogin login;

    public RemoteHexforge(URI base, Secret key) {
        this.api = new Api(base, key);
        this.login = null;
    }

    /// For somebody who is logged in there.
    public RemoteHexforge(StoredLogin login) {
        this.api = new Api(login);
        this.login = login;
    }

    @Override
    public Account account() {
        return new RemoteAccount(api, login);
    }

    @Override
    public Reply chat(Question question, Consumer<String> onText) {
        ObjectNode body = Api.JSON.createObjectNode();
        if (question.model() != null) {
            body.put("model", question.model());
        }
        body.put("stream", true).putObject("stream_options").put("include_usage", true);
        var messages = body.putArray("messages");
        for (Turn turn : question.turns()) {
            messages.addObject()
                    .put("role", turn.speaker().name().toLowerCase(Locale.ROOT))
                    .put("content", turn.text());
        }
        var answer = new Answer(onText);
        Optional<String> provider = api.stream("/v1/chat/completions", body, answer::add);
        return new Reply(
                answer.model, provider.orElse(null), answer.text.toString(), answer.promptTokens, answer.outputTokens);
    }

    @Override
    public RouteAnswer explainRoute(RouteQuestion question) {
        ObjectNode body = Api.JSON.createObjectNode().put("prompt_tokens", question.promptTokens());
        if (question.model() != null) {
            body.put("model", question.model());
        }
        if (question.maxTokens() != null) {
            body.put("max_tokens", question.maxTokens());
        }
        ObjectNode hints = body.putObject("hexforge")
                .put("task_type", question.taskType())
                .put("latency_target", question.latencyTarget())
                .put("latency_slo_ms", question.latencySloMs())
                .put("cost_priority", question.costPriority())
                .put("max_cost", question.maxCostUsd());
        question.fallbacks().forEach(hints.putArray("fallbacks")::add);
        JsonNode answer = api.post("/v1/routing/explain", body);
        var choices = new ArrayList<RouteChoice>();
        for (JsonNode each : answer.path("candidates")) {
            choices.add(new RouteChoice(
                    each.path("deployment").asText(),
                    each.path("reason").asText(),
                    each.path("fallback").asBoolean(),
                    each.path("score").path("cost").asLong(),
                    each.path("score").path("total").asLong()));
        }
        var leftOut = new ArrayList<LeftOut>();
        for (JsonNode each : answer.path("dropped")) {
            leftOut.add(new LeftOut(
                    each.path("deployment").asText(), each.path("reason").asText()));
        }
        return new RouteAnswer(choices, leftOut, text(answer, "error"));
    }

    @Override
    public People people() {
        return new RemotePeople(api);
    }

    @Override
    public Tenancy tenancy() {
        return new RemoteTenancy(api);
    }

    @Override
    public List<Model> models() {
        var models = new ArrayList<Model>();
        for (JsonNode model : api.get("/v1/models").path("data")) {
            String id = model.path("id").asText();
            int slash = id.indexOf('/');
            String owner = slash < 0 ? model.path("owned_by").asText() : id.substring(0, slash);
            models.add(new Model(id, model.path("provider").asText(owner)));
        }
        return models;
    }

    @Override
    public List<Provider> providers() {
        List<Provider> own = items("/v1/providers", RemoteHexforge::provider).stream()
                .filter(Provider::active)
                .toList();
        var all = new ArrayList<>(own);
        for (JsonNode status : api.get("/v1/providers/status").path("items")) {
            String name = status.path("provider").asText();
            boolean listed = own.stream().anyMatch(provider -> provider.name().equals(name));
            if (status.path("server_wide").asBoolean() && !listed) {
                all.add(Provider.serverWide(name));
            }
        }
        return all;
    }

    @Override
    public Provider activateProvider(String name, @Nullable Secret key, @Nullable String baseUrl) {
        ObjectNode body = Api.JSON.createObjectNode().put("provider", name);
        if (key != null) {
            body.put("api_key", key.reveal());
        }
        if (baseUrl != null) {
            body.put("base_url", baseUrl);
        }
        return provider(api.post("/v1/providers/activate", body).path("provider"));
    }

    @Override
    public void removeProvider(String name) {
        api.delete("/v1/providers/" + encoded(name));
    }

    @Override
    public List<Key> keys() {
        return items("/v1/api-keys", json -> json).stream()
                .filter(key -> !key.hasNonNull("revoked_at"))
                .map(RemoteHexforge::key)
                .toList();
    }

    @Override
    public NewKey createKey(String name, List<String> scopes, Limits limits) {
        ObjectNode body = limits(limits).put("name", name);
        if (!scopes.isEmpty()) {
            scopes.forEach(body.putArray("scopes")::add);
        }
        return newKey(api.post("/v1/api-keys", body));
    }

    @Override
    public Key limitKey(String id, Limits limits) {
        return key(api.patch("/v1/api-keys/" + encoded(id), limits(limits)));
    }

    @Override
    public List<Budget> budgets() {
        var budgets = new ArrayList<Budget>();
        api.get("/v1/budgets").path("items").forEach(item -> budgets.add(budget(item)));
        return budgets;
    }

    @Override
    public Budget setBudget(String scope, @Nullable String subject, String period, BigDecimal amountUsd) {
        ObjectNode body = Api.JSON
                .createObjectNode()
                .put("scope", scope)
                .put("period", period)
                .put("amount_usd", amountUsd.toPlainString());
        if (subject != null) {
            body.put("subject", subject);
        }
        return budget(api.put("/v1/budgets", body));
    }

    @Override
    public void removeBudget(String id) {
        api.delete("/v1/budgets/" + encoded(id));
    }

    @Override
    public void revokeKey(String id) {
        api.delete("/v1/api-keys/" + encoded(id));
    }

    @Override
    public NewKey rotateKey(String id) {
        return newKey(api.post("/v1/api-keys/" + encoded(id) + "/rotate", Api.JSON.createObjectNode()));
    }

    @Override
    public Embeddings embed(@Nullable String model, List<String> texts) {
        ObjectNode body = Api.JSON.createObjectNode().put("encoding_format", "float");
        if (model != null) {
            body.put("model", model);
        }
        texts.forEach(body.putArray("input")::add);
        JsonNode answer = api.post("/v1/embeddings", body);
        var vectors = new ArrayList<float[]>();
        for (JsonNode entry : answer.path("data")) {
            vectors.add(vector(entry.path("embedding")));
        }
        return new Embeddings(answer.path("model").asText(), vectors);
    }

    @Override
    public List<ModelPrice> prices(@Nullable String provider, @Nullable String query) {
        return items("/v1/prices" + query("provider", provider, "query", query), RemoteHexforge::price);
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
        return items(FLAGS + query("tenant_id", tenantId), RemoteHexforge::flag);
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

    @Override
    public void close() {
        api.close();
    }

    /// What has come of a streamed answer.
    private static final class Answer {
        private final Consumer<String> onText;
        private final StringBuilder text = new StringBuilder();
        private String model = "";
        private long promptTokens;
        private long outputTokens;

        private Answer(Consumer<String> onText) {
            this.onText = onText;
        }

        void add(JsonNode chunk) {
            if (chunk.has("error")) {
                throw new CommandFailed("the answer broke off: "
                        + chunk.path("error").path("message").asText());
            }
            model = chunk.path("model").asText(model);
            String delta =
                    chunk.path("choices").path(0).path("delta").path("content").asText("");
            if (!delta.isEmpty()) {
                text.append(delta);
                onText.accept(delta);
            }
            JsonNode usage = chunk.path("usage");
            promptTokens = usage.path("prompt_tokens").asLong(promptTokens);
            outputTokens = usage.path("completion_tokens").asLong(outputTokens);
        }
    }

    @Override
    public List<UsageSum> usage(UsageQuestion question) {
        String path = "/v1/usage/daily?from=" + question.from() + "&by=" + String.join(",", question.by())
                + (question.everybodys() ? "&everybodys=true" : "");
        var sums = new ArrayList<UsageSum>();
        api.get(path).path("items").forEach(day -> sums.add(sum(day)));
        return sums;
    }

    private static UsageSum sum(JsonNode day) {
        return new UsageSum(
                day.path("day").asText(),
                text(day, "tenant_id"),
                text(day, "user_id"),
                text(day, "key_id"),
                text(day, "provider"),
                text(day, "model"),
                day.path("requests").asLong(),
                day.path("failed").asLong(),
                day.path("prompt_tokens").asLong(),
                day.path("output_tokens").asLong(),
                BigDecimal.valueOf(day.path("cost_nano_usd").asLong(), 9),
                day.path("unpriced").asLong());
    }

    private <T> List<T> items(String path, Function<JsonNode, T> translation) {
        var all = new ArrayList<T>();
        String cursor = "";
        do {
            String limit = (path.contains("?") ? "&" : "?") + "limit=100";
            JsonNode page = api.get(path + limit + (cursor.isEmpty() ? "" : "&cursor=" + encoded(cursor)));
            page.path("items").forEach(item -> all.add(translation.apply(item)));
            cursor = page.path("next_cursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));
        return all;
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
                        .append(encoded(value));
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

    private static Provider provider(JsonNode json) {
        return new Provider(
                json.path("provider").asText(),
                text(json, "base_url"),
                text(json, "api_key_preview"),
                json.path("is_active").asBoolean());
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
                text(json, "expires_at"));
    }

    private static ObjectNode limits(Limits limits) {
        return Api.JSON
                .createObjectNode()
                .put("requests_per_minute", limits.requestsPerMinute())
                .put("tokens_per_minute", limits.tokensPerMinute())
                .put("tokens_hard", limits.tokensHard())
                .put("max_parallel", limits.maxParallel());
    }

    private static Budget budget(JsonNode json) {
        return new Budget(
                json.path("id").asText(),
                json.path("scope").asText(),
                json.path("subject").asText(),
                json.path("period").asText(),
                json.path("amount_usd").asText(),
                json.path("spent_usd").asText(),
                text(json, "window_end"));
    }

    private static @Nullable Long number(JsonNode json, String member) {
        return json.hasNonNull(member) ? json.path(member).asLong() : null;
    }

    private static NewKey newKey(JsonNode json) {
        JsonNode key = json.path("key");
        return new NewKey(
                key.path("id").asText(),
                key.path("name").asText(),
                new Secret(json.path("secret").asText()));
    }

    private static float[] vector(JsonNode numbers) {
        var vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) numbers.path(i).asDouble();
        }
        return vector;
    }

    private static @Nullable String text(JsonNode json, String member) {
        return json.hasNonNull(member) ? json.path(member).asText() : null;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
