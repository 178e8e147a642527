package io.hexforge.ports.inprocess.gateway;

import io.hexforge.ports.driven.gateway.BudgetStore;
import io.hexforge.ports.driven.gateway.BudgetStoreContract;

class InProcessBudgetStoreTest implements BudgetStoreContract {
    private final BudgetStore budgets = new InProcessBudgetStore();

    @Override
    public BudgetStore budgets() {
        return budgets;
    }
}
