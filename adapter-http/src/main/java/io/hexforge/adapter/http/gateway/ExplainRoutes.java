package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.RouteHints;
import io.hexforge.ports.driving.gateway.ChooseRoute;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/v1/routing/explain`: which deployment would serve a request, and why. Asks no provider.
public record ExplainRoutes(ChooseRoute routes) implements Routes.Group {
    private static final int BYTES_PER_TOKEN = 4;

    @Override
    public void addTo(Routes routes) {
        routes.post("/v1/routing/explain", Access.scope(Scope.GATEWAY_USE), this::explain);
    }

    private void explain(Context ctx) {
        InboundJson json = InboundJson.scan(Body.bytes(ctx));
        boolean older = Exchange.of(ctx).viaAlias() && json.value("capability") != null;
        ChatFacts facts = older ? olderFacts(json) : facts(json);
        var explanation = RouteExplanation.of(facts.model(), routes.plan(Exchange.actor(ctx), facts));
        Answers.send(
                ctx,
                Answers.json(
                        200,
                        older
                                ? explanation.withOlderNames(Exchange.of(ctx).requestId(), json.string("capability"))
                                : explanation));
    }

    /// A chat completion's request, in which the messages may be missing.
    private static ChatFacts facts(InboundJson json) {
        Long prompt = json.count("prompt_tokens");
        Long most = json.count("max_completion_tokens");
        return facts(
                json.string("model"),
                most == null ? json.count("max_tokens") : most,
                json.hasItems("tools"),
                prompt == null ? json.raw().bytes().length : prompt * BYTES_PER_TOKEN,
                Hints.of(json.value("hexforge")));
    }

    /// What a replaced backend took: `{capability, requirements?: {model?, min_context_window?, …}, prefer_cost?}`.
    private static ChatFacts olderFacts(InboundJson json) {
        JsonObject requirements = switch (json.value("requirements")) {
            case null -> JsonObject.EMPTY;
            case JsonObject object -> object;
            default -> throw new BadRequest("/requirements", "must be an object");
        };
        JsonObject hints = new JsonObject(Map.of("cost_priority", new JsonBoolean(json.flag("prefer_cost"))));
        long prompt = requirements.get("min_context_window") instanceof JsonNumber(BigDecimal tokens)
                ? tokens.max(BigDecimal.ZERO)
                                .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                                .longValue()
                        * BYTES_PER_TOKEN
                : json.raw().bytes().length;
        return facts(requirements.string("model").orElse(null), null, false, prompt, Hints.of(hints));
    }

    private static ChatFacts facts(
            @Nullable String model, @Nullable Long most, boolean tools, long promptBytes, RouteHints hints) {
        return new ChatFacts(model, false, false, most, tools, promptBytes, null, hints);
    }
}
