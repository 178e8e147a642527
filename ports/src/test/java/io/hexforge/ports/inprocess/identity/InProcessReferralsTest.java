package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.ReferralStore;
import io.hexforge.ports.driven.identity.ReferralStoreContract;
import io.hexforge.ports.driven.identity.TestActors;

class InProcessReferralsTest implements ReferralStoreContract {
    private final InProcessReferrals referrals = new InProcessReferrals();

    @Override
    public ReferralStore referrals() {
        return referrals;
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }
}
