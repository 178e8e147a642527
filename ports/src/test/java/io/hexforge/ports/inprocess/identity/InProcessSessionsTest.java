package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.SessionStore;
import io.hexforge.ports.driven.identity.SessionStoreContract;
import io.hexforge.ports.driven.identity.TestActors;

class InProcessSessionsTest implements SessionStoreContract {
    private final InProcessSessions sessions = new InProcessSessions();

    @Override
    public SessionStore sessions() {
        return sessions;
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }
}
