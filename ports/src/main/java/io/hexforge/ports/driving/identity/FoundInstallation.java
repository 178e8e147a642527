package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Scope;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.ApiKeySecret;
import io.hexforge.domain.identity.KeyLimits;
import io.hexforge.domain.identity.Tenant;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Makes an empty installation usable: the tenant `default`, the user `operator`, who administers the whole
/// installation, and the operator's first API key. Safe for concurrent use, also by several nodes at once.
public final class FoundInstallation {
    private final AccountStore accounts;
    private final Ids ids;
    private final RandomGenerator secureRandom;

    public FoundInstallation(AccountStore accounts, Ids ids, RandomGenerator secureRandom) {
        this.accounts = accounts;
        this.ids = ids;
        this.secureRandom = secureRandom;
    }

    /// {@return the operator's key, to be shown once, or empty if the installation had been founded before}
    public Optional<ApiKeySecret> found() {
        if (accounts.operator().isPresent()) {
            return Optional.empty();
        }
        Instant now = ids.clock().instant();
        var tenant = new Tenant(ids.next(), "default", "Default", now);
        var operator = new User(ids.next(), tenant.id(), "operator", "Operator", true, now);
        var secret = ApiKeySecret.generate(secureRandom);
        var key = new ApiKey(
                ids.next(),
                tenant.id(),
                operator.id(),
                "operator",
                secret.preview(),
                secret.hash(),
                Set.of(Scope.ALL),
                KeyLimits.NONE,
                now,
                null,
                null,
                null,
                1);
        return accounts.found(tenant, operator, key) ? Optional.of(secret) : Optional.empty();
    }

    /// {@return the operator, acting with every scope and no key; for commands run on the machine itself}
    ///
    /// @throws IllegalStateException if the installation has not been founded
    public Actor operator() {
        User operator = accounts.operator().orElseThrow(() -> new IllegalStateException("not founded yet"));
        return new Actor(operator.tenantId(), operator.id(), null, Set.of(Scope.ALL), operator.systemAdmin());
    }
}
