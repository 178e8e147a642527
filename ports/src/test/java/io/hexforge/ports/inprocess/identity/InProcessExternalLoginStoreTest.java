package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.ExternalLoginStore;
import io.hexforge.ports.driven.identity.ExternalLoginStoreContract;
import io.hexforge.ports.driven.identity.TestActors;

class InProcessExternalLoginStoreTest implements ExternalLoginStoreContract {
    private final ExternalLoginStore store = new InProcessWaysIn().externalLogins();

    @Override
    public ExternalLoginStore logins() {
        return store;
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }
}
