package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.LoginHistory;
import io.hexforge.ports.driven.identity.LoginHistoryContract;
import io.hexforge.ports.driven.identity.TestActors;
import java.util.UUID;

class InProcessLoginHistoryTest implements LoginHistoryContract {
    private final InProcessLoginHistory history = new InProcessLoginHistory();

    @Override
    public LoginHistory history() {
        return history;
    }

    @Override
    public UUID somebody() {
        return TestActors.IDS.next();
    }
}
