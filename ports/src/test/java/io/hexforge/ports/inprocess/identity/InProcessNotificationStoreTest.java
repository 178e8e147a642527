package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.NotificationStore;
import io.hexforge.ports.driven.identity.NotificationStoreContract;
import io.hexforge.ports.driven.identity.TestActors;

class InProcessNotificationStoreTest implements NotificationStoreContract {
    private final NotificationStore store = new InProcessNotificationStore();

    @Override
    public NotificationStore notifications() {
        return store;
    }

    @Override
    public TestActors actors() {
        return TestActors.ofAnyName();
    }
}
