package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.ModelFacts;
import io.hexforge.domain.gateway.ModelInfo;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderKind;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.ports.driving.gateway.ListModels;
import io.hexforge.ports.driving.gateway.PriceBook;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `GET /v1/models` and its kin: OpenAI's shape, with what is known beyond it.
public record ModelRoutes(ListModels models, PriceBook prices) implements Routes.Group {
    @Override
    public void addTo(Routes routes) {
        routes.get("/v1/models", Access.scope(Scope.GATEWAY_USE), this::list)
                .get("/v1/models/<id>", Access.scope(Scope.GATEWAY_USE), this::show)
                .get("/v1/providers/{provider}/models", Access.scope(Scope.PROVIDERS_READ), this::ofProvider);
    }

    private void list(Context ctx) {
        String provider = ctx.queryParam("provider");
        String query = ctx.queryParam("query");
        ListModels.Result result = models.all(Exchange.actor(ctx));
        send(
                ctx,
                result.models().stream()
                        .filter(model -> provider == null || provider(model.provider(), provider))
                        .filter(model -> query == null || mentions(model, query)),
                result.failures());
    }

    private void show(Context ctx) {
        String reference = ctx.pathParam("id");
        ModelInfo model = models.find(Exchange.actor(ctx), reference)
                .orElseThrow(() -> new Refused(Problem.of(
                                404,
                                "model_not_found",
                                "There is no such model",
                                "The model '" + reference + "' does not exist at any provider that you can use")
                        .withViolation("/model", "does not exist")));
        Answers.send(ctx, Answers.json(200, body(model)));
    }

    private void ofProvider(Context ctx) {
        String name = ctx.pathParam("provider");
        ListModels.Result result = ProviderCatalogue.find(name)
                .flatMap(kind -> models.of(Exchange.actor(ctx), kind))
                .orElseThrow(() -> new Refused(Problem.notFound("the provider '" + name + "' is not set up for you")));
        if (result.models().isEmpty() && !result.failures().isEmpty()) {
            throw new Refused(
                    Faults.problem(result.failures().values().iterator().next(), true));
        }
        send(ctx, result.models().stream(), result.failures());
    }

    private void send(Context ctx, Stream<ModelInfo> models, Map<String, UpstreamFault> failures) {
        List<Map<String, @Nullable Object>> items = models.map(this::body).toList();
        var faults = new LinkedHashMap<String, String>();
        failures.forEach((provider, fault) -> faults.put(provider, fault.message()));
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("object", "list");
        body.put("data", items);
        body.put("unavailable", faults);
        // The names that the replaced backends documented.
        if (Exchange.of(ctx).viaAlias() || ctx.path().startsWith("/v1/providers/")) {
            body.put("models", items);
            body.put("total_count", items.size());
        }
        Answers.send(ctx, Answers.json(200, body));
    }

    private Map<String, @Nullable Object> body(ModelInfo model) {
        ModelFacts facts = prices.facts(model.provider(), model.id());
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("id", model.reference());
        body.put("object", "model");
        body.put("created", model.createdEpochSecond());
        body.put("owned_by", model.ownedBy() == null ? model.provider() : model.ownedBy());
        body.put("provider", model.provider());
        body.put("name", model.displayName() == null ? model.id() : model.displayName());
        body.put("description", model.description());
        body.put("context_window", model.contextWindow() == null ? facts.contextWindow() : model.contextWindow());
        body.put(
                "max_output_tokens",
                model.maxOutputTokens() == null ? facts.maxOutputTokens() : model.maxOutputTokens());
        body.put("capabilities", PricingBody.words(facts.capabilities()));
        body.put("pricing", PricingBody.of(facts.price()));
        return body;
    }

    private static boolean provider(String canonical, String wanted) {
        return ProviderCatalogue.find(wanted).map(ProviderKind::name).equals(Optional.of(canonical));
    }

    private static boolean mentions(ModelInfo model, String query) {
        String wanted = query.toLowerCase(Locale.ROOT);
        return Stream.of(model.reference(), model.displayName(), model.description())
                .anyMatch(text -> text != null && text.toLowerCase(Locale.ROOT).contains(wanted));
    }
}
