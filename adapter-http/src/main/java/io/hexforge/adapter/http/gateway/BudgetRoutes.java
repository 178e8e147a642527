package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.Budget;
import io.hexforge.ports.driving.gateway.ManageBudgets;
import io.hexforge.ports.driving.gateway.ManageBudgets.Outcome;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `/v1/budgets`: how much may be spent, and how much is.
public record BudgetRoutes(ManageBudgets budgets) implements Routes.Group {
    private static final String PATH = "/v1/budgets";
    private static final int NANO_DIGITS = 9;

    /// @param subject absent for the key that is shown, oneself, or one's tenant
    /// @param amountUsd a decimal, as text or number
    record SetBody(String scope, @Nullable UUID subject, String period, JsonNode amountUsd) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record BudgetBody(
            UUID id,
            String scope,
            UUID subject,
            String period,
            String amountUsd,
            String spentUsd,
            String remainingUsd,
            Instant windowStart,
            @Nullable Instant windowEnd,
            UUID setBy,
            Instant updatedAt) {
        static BudgetBody of(ManageBudgets.State state) {
            Budget budget = state.budget();
            return new BudgetBody(
                    budget.id(),
                    word(budget.kind()),
                    budget.subject(),
                    word(budget.period()),
                    usd(budget.amountNanoUsd()),
                    usd(state.spentNanoUsd()),
                    usd(Math.max(0, budget.amountNanoUsd() - state.spentNanoUsd())),
                    state.start(),
                    state.end(),
                    budget.userId(),
                    budget.updatedAt());
        }
    }

    @Override
    public void addTo(Routes routes) {
        routes.get(PATH, Access.scope(Scope.BUDGETS_READ), this::list)
                .put(PATH, Access.scope(Scope.BUDGETS_WRITE), this::set)
                .delete(PATH + "/{id}", Access.scope(Scope.BUDGETS_WRITE), this::remove);
    }

    private void list(Context ctx) {
        var items =
                budgets.list(Exchange.actor(ctx)).stream().map(BudgetBody::of).toList();
        Answers.send(ctx, Answers.json(200, new Paging.Listing<>(items, null)));
    }

    private void set(Context ctx) {
        var wanted = Body.of(ctx, SetBody.class);
        Outcome outcome = budgets.set(
                Exchange.actor(ctx),
                constant(Budget.Kind.class, wanted.scope(), "/scope"),
                wanted.subject(),
                constant(Budget.Period.class, wanted.period(), "/period"),
                nano(wanted.amountUsd()));
        switch (outcome) {
            case Outcome.Saved(var state) -> Answers.send(ctx, Answers.json(200, BudgetBody.of(state)));
            case Outcome.Invalid(var violations) -> throw new BadRequest(violations);
            case Outcome.Forbidden() ->
                throw new Refused(Problem.forbidden("only who administers the installation may do this"));
            case Outcome.NotFound() -> throw new Refused(Problem.notFound("you have no such key or user"));
        }
    }

    private void remove(Context ctx) {
        if (!budgets.remove(Exchange.actor(ctx), PathParameters.id(ctx, "id"))) {
            throw new Refused(Problem.notFound("there is no budget with this id that you may remove"));
        }
        ctx.res().setStatus(204);
    }

    private static long nano(JsonNode usd) {
        try {
            BigDecimal amount = usd.isTextual() ? new BigDecimal(usd.textValue()) : usd.decimalValue();
            if (!usd.isValueNode() || usd.isBoolean() || usd.isNull()) {
                throw new NumberFormatException("neither text nor number");
            }
            return amount.movePointRight(NANO_DIGITS).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new BadRequest(
                    "/amount_usd", "must be a decimal with at most nine places, and at most " + Budget.MAX_USD);
        }
    }

    /// {@return dollars with at least two decimals, such as `12.50` or `0.000004`}
    private static String usd(long nano) {
        BigDecimal exact = BigDecimal.valueOf(nano, NANO_DIGITS).stripTrailingZeros();
        return (exact.scale() < 2 ? exact.setScale(2) : exact).toPlainString();
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word, String pointer) {
        for (E each : type.getEnumConstants()) {
            if (word(each).equals(word)) {
                return each;
            }
        }
        throw new BadRequest(pointer, "must be " + words(type));
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return String.join(
                ", ",
                java.util.Arrays.stream(type.getEnumConstants())
                        .map(BudgetRoutes::word)
                        .toList());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
