package io.hexforge.adapter.postgres.identity;

import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.TestDatabases;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import io.hexforge.ports.driven.identity.MemberStore;
import io.hexforge.ports.driven.identity.MemberStoreContract;
import io.hexforge.ports.driven.identity.TenantStore;
import io.hexforge.ports.driven.identity.TenantStoreContract;
import org.junit.jupiter.api.AutoClose;

class PostgresTenantStoreTest implements TenantStoreContract, MemberStoreContract {
    @AutoClose
    private static final Database database = TestDatabases.migrated();

    @Override
    public TenantStore tenants() {
        return new PostgresTenantStore(database);
    }

    @Override
    public MemberStore members() {
        return new PostgresMemberStore(database);
    }

    @Override
    public AccountStore accounts() {
        return new PostgresAccountStore(database);
    }

    @Override
    public ApiKeyStore keys() {
        return new PostgresApiKeyStore(database);
    }
}
