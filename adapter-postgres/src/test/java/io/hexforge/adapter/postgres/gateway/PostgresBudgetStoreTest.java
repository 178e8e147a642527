package io.hexforge.adapter.postgres.gateway;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.gateway.BudgetStore;
import io.hexforge.ports.driven.gateway.BudgetStoreContract;
import org.junit.jupiter.api.AutoClose;

class PostgresBudgetStoreTest implements BudgetStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public BudgetStore budgets() {
        return new PostgresBudgetStore(database);
    }
}
