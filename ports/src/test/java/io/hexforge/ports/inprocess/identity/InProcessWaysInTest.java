package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.ExternalLoginStore;
import io.hexforge.ports.driven.identity.PasskeyStore;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driven.identity.WaysInContract;

class InProcessWaysInTest implements WaysInContract {
    private final InProcessWaysIn waysIn = new InProcessWaysIn();

    @Override
    public PasskeyStore passkeys() {
        return waysIn.passkeys();
    }

    @Override
    public ExternalLoginStore logins() {
        return waysIn.externalLogins();
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }
}
