package io.hexforge.adapter.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.Secret;
import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hexforge behind a URL.
public final class RemoteHexforge implements Hexforge {
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
        return new RouteAnswer(choices, leftOut, Api.text(answer, "error"));
    }

    @Override
    public Keys keys() {
        return new RemoteKeys(api);
    }

    @Override
    public Administration administration() {
        return new RemoteAdministration(api);
    }

    @Override
    public People people() {
        return new RemotePeople(api);
    }

    @Override
    public Jobs jobs() {
        return new RemoteJobs(api);
    }

    @Override
    public Projects projects() {
        return new RemoteProjects(api);
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
        List<Provider> own = api.items("/v1/providers").stream()
                .map(RemoteHexforge::provider)
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
        api.delete("/v1/providers/" + Api.encoded(name));
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
        api.delete("/v1/budgets/" + Api.encoded(id));
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
                Api.text(day, "tenant_id"),
                Api.text(day, "user_id"),
                Api.text(day, "key_id"),
                Api.text(day, "provider"),
                Api.text(day, "model"),
                day.path("requests").asLong(),
                day.path("failed").asLong(),
                day.path("prompt_tokens").asLong(),
                day.path("output_tokens").asLong(),
                BigDecimal.valueOf(day.path("cost_nano_usd").asLong(), 9),
                day.path("unpriced").asLong());
    }

    private static Provider provider(JsonNode json) {
        return new Provider(
                json.path("provider").asText(),
                Api.text(json, "base_url"),
                Api.text(json, "api_key_preview"),
                json.path("is_active").asBoolean());
    }

    private static Budget budget(JsonNode json) {
        return new Budget(
                json.path("id").asText(),
                json.path("scope").asText(),
                json.path("subject").asText(),
                json.path("period").asText(),
                json.path("amount_usd").asText(),
                json.path("spent_usd").asText(),
                Api.text(json, "window_end"));
    }

    private static float[] vector(JsonNode numbers) {
        var vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) numbers.path(i).asDouble();
        }
        return vector;
    }
}
