package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.InviteStore;
import io.hexforge.ports.driven.identity.InviteStoreContract;
import io.hexforge.ports.driven.identity.TestActors;

class InProcessInvitesTest implements InviteStoreContract {
    private final InProcessInvites invites = new InProcessInvites();

    @Override
    public InviteStore invites() {
        return invites;
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }
}
