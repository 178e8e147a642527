package io.hexforge.ports.driven.identity;

import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.Role;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import java.util.UUID;

/// Makes people for contract tests.
public final class Newcomers {
    private Newcomers() {}

    /// {@return a person who owns a tenant of its own}
    public static User add(AccountStore accounts) {
        return add(accounts, "Ada");
    }

    /// {@return a person who owns a tenant of its own}
    public static User add(AccountStore accounts, String displayName) {
        UUID tenantId = TestActors.IDS.next();
        var tenant = new Tenant(tenantId, "home-" + tenantId, displayName, TestKeys.NOW);
        UUID id = TestActors.IDS.next();
        User user = new User(id, tenantId, "u-" + id, displayName, false, TestKeys.NOW)
                .reachedAt(new EmailAddress(id + "@example.org"), TestKeys.NOW);
        accounts.add(user, tenant, new Membership(tenantId, id, Role.OWNER, TestKeys.NOW), null);
        return accounts.find(id).orElseThrow();
    }
}
