package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.ExternalLoginStore;
import io.hexforge.ports.driven.identity.PasskeyStore;
import java.util.Set;

/// What people log in with besides a password. Safe for concurrent use.
public record OtherWaysIn(PasskeyStore passkeys, ExternalLoginStore externalLogins) {
    /// Takes all of them from a user.
    void forget(User user) {
        var owner = new Actor(user.tenantId(), user.id(), null, Set.of(), false);
        passkeys.of(owner).forEach(passkey -> passkeys.remove(owner, passkey.id(), true));
        externalLogins.of(owner).forEach(login -> externalLogins.remove(owner, login.id(), true));
    }
}
