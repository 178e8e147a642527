package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Violation;
import io.hexforge.domain.gateway.Budget;
import io.hexforge.domain.gateway.Budget.Kind;
import io.hexforge.domain.gateway.Budget.Period;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.ports.driven.gateway.BudgetStore;
import io.hexforge.ports.driving.identity.Authenticate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sets, shows and removes budgets. Safe for concurrent use.
///
/// Users set budgets for themselves and their keys. Who administers the installation sets them for anybody, and nobody
/// else can lift those: budgets of several people for the same key or user all hold. A change is in force on this node
/// when the method returns, on others when they next refresh their snapshot.
public final class ManageBudgets {
    private final BudgetStore store;
    private final Budgets budgets;
    private final Authenticate authenticate;
    private final Ids ids;

    public ManageBudgets(BudgetStore store, Budgets budgets, Authenticate authenticate, Ids ids) {
        this.store = store;
        this.budgets = budgets;
        this.authenticate = authenticate;
        this.ids = ids;
    }

    /// A budget and its present window.
    ///
    /// @param spentNanoUsd by the calls that are recorded
    /// @param end null for one without end
    public record State(
            Budget budget,
            long spentNanoUsd,
            Instant start,
            @Nullable Instant end) {}

    public sealed interface Outcome {
        record Saved(State state) implements Outcome {}

        record Invalid(List<Violation> violations) implements Outcome {}

        /// Only who administers the installation may.
        record Forbidden() implements Outcome {}

        /// There is no such key or user, or it is somebody else's.
        record NotFound() implements Outcome {}
    }

    public List<State> list(Actor actor) {
        return store.visible(actor).stream().map(this::state).toList();
    }

    /// Sets a budget, in place of the one that the actor set before for the same subject and period.
    ///
    /// @param subject id of the key, user or tenant; null for the actor itself or its tenant
    public Outcome set(Actor actor, Kind kind, @Nullable UUID subject, Period period, long amountNanoUsd) {
        if (amountNanoUsd < 0 || amountNanoUsd > Budget.MAX_USD * Budget.NANO) {
            String accepts = "must be from 0 to " + Budget.MAX_USD;
            return new Outcome.Invalid(List.of(new Violation("/amount_usd", accepts)));
        }
        return switch (kind) {
            case KEY -> ofKey(actor, subject, period, amountNanoUsd);
            case USER -> {
                UUID user = subject == null ? actor.userId() : subject;
                yield user.equals(actor.userId()) || actor.systemAdmin()
                        ? save(actor, budget(actor, actor.tenantId(), kind, user, user, period, amountNanoUsd))
                        : new Outcome.NotFound();
            }
            case TENANT -> {
                UUID tenant = subject == null ? actor.tenantId() : subject;
                yield actor.systemAdmin()
                        ? save(actor, budget(actor, tenant, kind, tenant, null, period, amountNanoUsd))
                        : new Outcome.Forbidden();
            }
        };
    }

    /// {@return false if there is none that the actor may change}
    public boolean remove(Actor actor, UUID id) {
        boolean removed = store.remove(actor, id);
        budgets.refresh();
        return removed;
    }

    private Outcome ofKey(Actor actor, @Nullable UUID keyId, Period period, long amountNanoUsd) {
        UUID id = keyId == null ? actor.keyId() : keyId;
        if (id == null) {
            return new Outcome.Invalid(List.of(new Violation("/subject", "must be the id of a key")));
        }
        Optional<ApiKey> key = authenticate
                .key(id)
                .filter(found -> actor.systemAdmin()
                        || (found.userId().equals(actor.userId())
                                && found.tenantId().equals(actor.tenantId())));
        return key.<Outcome>map(found -> save(
                        actor, budget(actor, found.tenantId(), Kind.KEY, id, found.userId(), period, amountNanoUsd)))
                .orElseGet(Outcome.NotFound::new);
    }

    private Outcome save(Actor actor, Budget budget) {
        Budget stored = store.put(actor, budget);
        budgets.refresh();
        return new Outcome.Saved(state(stored));
    }

    private Budget budget(
            Actor actor,
            UUID tenantId,
            Kind kind,
            UUID subject,
            @Nullable UUID subjectUser,
            Period period,
            long amountNanoUsd) {
        return new Budget(
                ids.next(),
                tenantId,
                actor.userId(),
                kind,
                subject,
                subjectUser,
                period,
                amountNanoUsd,
                ids.clock().instant(),
                1);
    }

    private State state(Budget budget) {
        Instant now = ids.clock().instant();
        Instant start = budget.period().start(now);
        return new State(
                budget, budgets.spent(budget, start), start, budget.period().end(now));
    }
}
