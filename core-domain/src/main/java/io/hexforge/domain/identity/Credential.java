package io.hexforge.domain.identity;

import io.hexforge.domain.Actor;

/// A key and what must be known of its owner to let it act.
public record Credential(ApiKey key, boolean systemAdmin) {
    public Actor actor() {
        return key.actor(systemAdmin);
    }
}
