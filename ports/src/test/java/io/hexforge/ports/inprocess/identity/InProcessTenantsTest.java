package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import io.hexforge.ports.driven.identity.MemberStore;
import io.hexforge.ports.driven.identity.MemberStoreContract;
import io.hexforge.ports.driven.identity.TenantStore;
import io.hexforge.ports.driven.identity.TenantStoreContract;

class InProcessTenantsTest implements TenantStoreContract, MemberStoreContract {
    private final InProcessAccounts accounts = new InProcessAccounts();
    private final InProcessTenants tenants = new InProcessTenants(accounts);

    @Override
    public TenantStore tenants() {
        return tenants;
    }

    @Override
    public MemberStore members() {
        return tenants;
    }

    @Override
    public AccountStore accounts() {
        return accounts;
    }

    @Override
    public ApiKeyStore keys() {
        return accounts;
    }
}
