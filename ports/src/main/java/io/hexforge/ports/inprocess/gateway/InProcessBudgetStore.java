package io.hexforge.ports.inprocess.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.Budget;
import io.hexforge.ports.driven.gateway.BudgetStore;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Budgets in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessBudgetStore implements BudgetStore {
    private final Map<UUID, Budget> budgets = new LinkedHashMap<>();
    private long version;

    @Override
    public synchronized Budget put(Actor actor, Budget budget) {
        Optional<Budget> old =
                budgets.values().stream().filter(budget::replaces).findFirst();
        Budget stored = old.map(budget::inPlaceOf).orElse(budget);
        budgets.put(stored.id(), stored);
        version++;
        return stored;
    }

    @Override
    public synchronized boolean remove(Actor actor, UUID id) {
        Budget stored = budgets.get(id);
        if (stored == null || !stored.changeableBy(actor)) {
            return false;
        }
        budgets.remove(id);
        version++;
        return true;
    }

    @Override
    public synchronized List<Budget> visible(Actor actor) {
        return budgets.values().stream()
                .filter(each -> each.visibleTo(actor))
                .sorted(Comparator.comparing(each -> each.id().toString()))
                .toList();
    }

    @Override
    public synchronized List<Budget> all() {
        return List.copyOf(budgets.values());
    }

    @Override
    public synchronized long version() {
        return version;
    }
}
