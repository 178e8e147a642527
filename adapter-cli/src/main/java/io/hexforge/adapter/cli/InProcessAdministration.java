package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.Hexforge.LeftOut;
import io.hexforge.adapter.cli.Hexforge.RouteAnswer;
import io.hexforge.adapter.cli.Hexforge.RouteChoice;
import io.hexforge.adapter.cli.Hexforge.RouteQuestion;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Violation;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.FeatureFlag;
import io.hexforge.domain.gateway.ModelFacts;
import io.hexforge.domain.gateway.Price;
import io.hexforge.domain.gateway.PriceTable.Listed;
import io.hexforge.domain.gateway.RouteHints;
import io.hexforge.domain.gateway.RoutingPolicy;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.ports.driving.gateway.ChooseRoute;
import io.hexforge.ports.driving.gateway.ManageFlags;
import io.hexforge.ports.driving.gateway.ManagePrices;
import io.hexforge.ports.driving.identity.RotateSigningKey;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Prices, flags and signing keys of the Hexforge inside this process.
public record InProcessAdministration(
        Actor actor,
        ManagePrices managePrices,
        ManageFlags manageFlags,
        ChooseRoute routes,
        RotateSigningKey signingKey)
        implements Administration {
    private static final int NANO_DIGITS = 9;
    private static final int BYTES_PER_TOKEN = 4;

    @Override
    public List<ModelPrice> prices(@Nullable String provider, @Nullable String query) {
        var filter = new ManagePrices.Filter(provider, query, null);
        return Pages.all(request -> managePrices.list(filter, request)).stream()
                .map(InProcessAdministration::price)
                .toList();
    }

    @Override
    public PriceImport importPrices(String json, @Nullable String validFrom) {
        return switch (managePrices.importFile(actor, JsonFile.value(json), instant(validFrom))) {
            case ManagePrices.Outcome.Imported(String shape, int added, int unchanged, int skipped) ->
                new PriceImport(shape, added, unchanged, skipped);
            case ManagePrices.Outcome.Invalid(List<Violation> violations) -> throw CommandFailed.of(violations);
            case ManagePrices.Outcome.Forbidden() ->
                throw new CommandFailed("only who administers the installation imports prices");
        };
    }

    private static RouteHints.LatencyTarget latencyTarget(@Nullable String name) {
        try {
            return name == null
                    ? RouteHints.LatencyTarget.MEDIUM
                    : RouteHints.LatencyTarget.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("--latency-target must be one of ultra_low, low, medium, high");
        }
    }

    RouteAnswer explain(RouteQuestion question) {
        var hints = new RouteHints(
                null,
                question.taskType(),
                latencyTarget(question.latencyTarget()),
                question.latencySloMs() == null ? null : Duration.ofMillis(question.latencySloMs()),
                question.costPriority(),
                question.maxCostUsd() == null
                        ? null
                        : question.maxCostUsd().movePointRight(NANO_DIGITS).longValue(),
                question.fallbacks(),
                RouteHints.Providers.ANY,
                null,
                null,
                null,
                false);
        var facts = new ChatFacts(
                question.model(),
                false,
                false,
                question.maxTokens(),
                false,
                question.promptTokens() * BYTES_PER_TOKEN,
                null,
                hints);
        return switch (routes.plan(actor, facts)) {
            case Decision.Ranked(var options, var dropped, var reason) ->
                new RouteAnswer(
                        options.stream().map(InProcessAdministration::choice).toList(), leftOut(dropped), null);
            case Decision.NotConfigured(String provider) ->
                new RouteAnswer(List.of(), List.of(), "The provider '" + provider + "' is not configured.");
            case Decision.UnknownModel(String model) ->
                new RouteAnswer(
                        List.of(),
                        List.of(),
                        model.isEmpty()
                                ? "No model was named and there is no default."
                                : "The model '" + model + "' does not exist at any configured provider.");
            case Decision.NoneLeft(var dropped, UpstreamFault fault) ->
                new RouteAnswer(List.of(), leftOut(dropped), fault.message());
        };
    }

    private static RouteChoice choice(RoutingPolicy.Option option) {
        return new RouteChoice(
                option.deployment().id(),
                option.reason(),
                option.fallback(),
                option.score().costNanoUsd(),
                option.score().total());
    }

    private static List<LeftOut> leftOut(List<RoutingPolicy.Dropped> dropped) {
        return dropped.stream()
                .map(each -> new LeftOut(each.deployment().id(), each.reason()))
                .toList();
    }

    @Override
    public List<Flag> flags(@Nullable String tenantId) {
        return switch (manageFlags.list(actor, tenant(tenantId))) {
            case ManageFlags.Listed.Found(List<FeatureFlag> found) ->
                found.stream().map(InProcessAdministration::flag).toList();
            case ManageFlags.Listed.Forbidden() -> throw forbidden();
        };
    }

    @Override
    public Flag setFlag(@Nullable String tenantId, String name, boolean enabled) {
        return switch (manageFlags.set(actor, tenant(tenantId), name, enabled)) {
            case ManageFlags.Outcome.Saved(FeatureFlag flag) -> flag(flag);
            case ManageFlags.Outcome other -> throw failed(other, name);
        };
    }

    @Override
    public void removeFlag(@Nullable String tenantId, String name) {
        ManageFlags.Outcome outcome = manageFlags.remove(actor, tenant(tenantId), name);
        if (!(outcome instanceof ManageFlags.Outcome.Removed)) {
            throw failed(outcome, name);
        }
    }

    private static CommandFailed failed(ManageFlags.Outcome outcome, String name) {
        return switch (outcome) {
            case ManageFlags.Outcome.Invalid(List<Violation> violations) -> CommandFailed.of(violations);
            case ManageFlags.Outcome.Forbidden() -> forbidden();
            case ManageFlags.Outcome.NotFound() -> new CommandFailed(name + " is not set");
            case ManageFlags.Outcome.Saved saved -> throw new IllegalStateException("it is set");
            case ManageFlags.Outcome.Removed removed -> throw new IllegalStateException("it is removed");
        };
    }

    @Override
    public RotatedSigningKey rotateSigningKey(boolean atOnce) {
        return switch (signingKey.rotate(actor, atOnce, null)) {
            case RotateSigningKey.Outcome.Done(String id, Instant signsFrom) ->
                new RotatedSigningKey(id, signsFrom.toString());
            case RotateSigningKey.Outcome.Forbidden() ->
                throw new CommandFailed("only who administers the installation rotates its keys");
            case RotateSigningKey.Outcome.SharedSecret() ->
                throw new CommandFailed("access tokens are signed by JWT_SECRET_KEY; change it where it is set");
        };
    }

    private static CommandFailed forbidden() {
        return new CommandFailed("only who administers the installation reaches the flags of another tenant");
    }

    private static ModelPrice price(Listed listed) {
        ModelFacts facts = listed.facts();
        Price price = facts.price();
        return new ModelPrice(
                facts.provider(),
                facts.model(),
                listed.imported(),
                facts.contextWindow(),
                price == null ? null : usd(price.input()),
                price == null ? null : usd(price.cached()),
                price == null ? null : usd(price.cacheWrite()),
                price == null ? null : usd(price.output()));
    }

    private static BigDecimal usd(long nanoUsd) {
        return BigDecimal.valueOf(nanoUsd, NANO_DIGITS).stripTrailingZeros();
    }

    private static Flag flag(FeatureFlag flag) {
        return new Flag(
                flag.tenantId().toString(),
                flag.name(),
                flag.enabled(),
                flag.updatedAt().toString());
    }

    private static @Nullable UUID tenant(@Nullable String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(text + " is not the id of a tenant", e);
        }
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new CommandFailed(text + " is not a time such as 2026-01-31T00:00:00Z", e);
        }
    }
}
