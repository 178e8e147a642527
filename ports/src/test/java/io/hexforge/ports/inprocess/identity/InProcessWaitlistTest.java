package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.WaitlistStore;
import io.hexforge.ports.driven.identity.WaitlistStoreContract;

class InProcessWaitlistTest implements WaitlistStoreContract {
    private final InProcessWaitlist waitlist = new InProcessWaitlist();

    @Override
    public WaitlistStore waitlist() {
        return waitlist;
    }
}
