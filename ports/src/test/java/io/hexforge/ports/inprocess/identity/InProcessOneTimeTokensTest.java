package io.hexforge.ports.inprocess.identity;

import io.hexforge.ports.driven.identity.OneTimeTokenStore;
import io.hexforge.ports.driven.identity.OneTimeTokenStoreContract;
import io.hexforge.ports.driven.identity.TestActors;
import java.util.UUID;

class InProcessOneTimeTokensTest implements OneTimeTokenStoreContract {
    private final InProcessOneTimeTokens tokens = new InProcessOneTimeTokens();

    @Override
    public OneTimeTokenStore tokens() {
        return tokens;
    }

    @Override
    public UUID somebody() {
        return TestActors.IDS.next();
    }
}
