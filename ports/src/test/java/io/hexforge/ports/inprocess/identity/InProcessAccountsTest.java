package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.AccountStoreContract;
import io.hexforge.ports.driven.identity.ApiKeyStore;
import io.hexforge.ports.driven.identity.ApiKeyStoreContract;
import io.hexforge.ports.driven.identity.PasswordStore;
import io.hexforge.ports.driven.identity.TestActors;

class InProcessAccountsTest implements AccountStoreContract, ApiKeyStoreContract {
    private final InProcessAccounts accounts = new InProcessAccounts();

    @Override
    public AccountStore accounts() {
        return accounts;
    }

    @Override
    public ApiKeyStore keys() {
        return accounts;
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }

    @Override
    public PasswordStore passwords() {
        return accounts;
    }
}
