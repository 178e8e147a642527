package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.InviteCodeStore;
import io.hexforge.ports.driven.identity.InviteCodeStoreContract;
import io.hexforge.ports.driven.identity.TestActors;

class InProcessInviteCodesTest implements InviteCodeStoreContract {
    private final InProcessInviteCodes codes = new InProcessInviteCodes();

    @Override
    public InviteCodeStore codes() {
        return codes;
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }
}
