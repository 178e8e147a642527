package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Rfc3339;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.ModelFacts;
import io.hexforge.domain.gateway.PriceTable.Listed;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driving.gateway.ManagePrices;
import io.hexforge.ports.driving.gateway.ManagePrices.Filter;
import io.hexforge.ports.driving.gateway.ManagePrices.Outcome;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/prices`: what models cost and hold, and imports of such tables.
public record PriceRoutes(ManagePrices prices, Idempotency idempotency) implements Routes.Group {
    private static final String PATH = "/v1/prices";
    private static final Metering IMPORTS = Metering.inBucket("imports", 10);

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record PricedModelBody(
            String provider,
            String model,
            Instant validFrom,
            boolean imported,
            @Nullable Long contextWindow,
            @Nullable Long maxOutputTokens,
            @Nullable List<String> capabilities,
            @Nullable PricingBody pricing) {
        static PricedModelBody of(Listed listed) {
            ModelFacts facts = listed.facts();
            return new PricedModelBody(
                    facts.provider(),
                    facts.model(),
                    listed.validFrom(),
                    listed.imported(),
                    facts.contextWindow(),
                    facts.maxOutputTokens(),
                    PricingBody.words(facts.capabilities()),
                    PricingBody.of(facts.price()));
        }
    }

    record ImportBody(String shape, int added, int unchanged, int skipped) {}

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, Access.scope(Scope.GATEWAY_USE), this::list)
                .post(PATH + "/import", Access.scope(Scope.PROVIDERS_WRITE), IMPORTS, this::importFile);
    }

    private void list(Context ctx) {
        var filter = new Filter(ctx.queryParam("provider"), ctx.queryParam("query"), instant(ctx, "at"));
        var page = prices.list(filter, Paging.request(ctx));
        Answers.send(ctx, Answers.json(200, Paging.listing(page, PricedModelBody::of)));
    }

    private void importFile(Context ctx) {
        byte[] body = Body.bytes(ctx);
        Instant validFrom = instant(ctx, "valid_from");
        idempotency.answer(ctx, body, () -> answer(prices.importFile(Exchange.actor(ctx), parsed(body), validFrom)));
    }

    private static StoredAnswer answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Imported(String shape, int added, int unchanged, int skipped) ->
                Answers.json(200, new ImportBody(shape, added, unchanged, skipped));
            case Outcome.Invalid(var violations) -> throw new BadRequest(violations);
            case Outcome.Forbidden() ->
                throw new Refused(Problem.forbidden(
                        "prices hold for everybody: only who administers the installation " + "imports them"));
        };
    }

    private static JsonValue parsed(byte[] body) {
        try (JsonParser parser = Json.parser(body)) {
            JsonValue value = parser.readValueAs(JsonValue.class);
            if (value != null && parser.nextToken() == null) {
                return value;
            }
        } catch (IOException e) {
            throw Body.badRequest(e);
        }
        throw new BadRequest("", "must be one JSON value");
    }

    private static @Nullable Instant instant(Context ctx, String name) {
        String text = ctx.queryParam(name);
        try {
            return text == null ? null : Rfc3339.instant(text);
        } catch (DateTimeException e) {
            throw new Refused(Problem.of(
                    400,
                    "invalid_query",
                    "A query parameter is not valid",
                    name + " must be a time such as 2026-01-31T00:00:00Z"));
        }
    }
}
