package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.InviteStore;
import io.hexforge.ports.driven.identity.InviteStoreContract;
import io.hexforge.ports.driven.identity.MemberStore;
import io.hexforge.ports.driven.identity.TestActors;

class InProcessInvitesTest implements InviteStoreContract {
    private final InProcessAccounts accounts = new InProcessAccounts();
    private final InProcessInvites invites = new InProcessInvites(accounts);

    @Override
    public InviteStore invites() {
        return invites;
    }

    @Override
    public AccountStore accounts() {
        return accounts;
    }

    @Override
    public MemberStore members() {
        return new InProcessTenants(accounts);
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }
}
