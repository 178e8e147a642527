package io.hexforge.domain;

import java.util.Arrays;
import java.util.Optional;

/// What a credential allows. The wire name is what API clients write.
public enum Scope {
    ALL("*"),
    GATEWAY_USE("gateway:use"),
    PROVIDERS_READ("providers:read"),
    PROVIDERS_WRITE("providers:write"),
    KEYS_READ("keys:read"),
    KEYS_WRITE("keys:write"),
    FLAGS_READ("flags:read"),
    FLAGS_WRITE("flags:write"),
    USAGE_READ("usage:read"),
    BUDGETS_READ("budgets:read"),
    BUDGETS_WRITE("budgets:write"),
    PROFILE_READ("profile:read"),
    PROFILE_WRITE("profile:write"),
    MEMBERS_READ("members:read"),
    MEMBERS_WRITE("members:write"),
    TENANT_WRITE("tenant:write"),
    USERS_READ("users:read"),
    USERS_WRITE("users:write"),
    AUDIT_READ("audit:read"),
    JOBS_READ("jobs:read"),
    JOBS_WRITE("jobs:write"),
    PROJECTS_READ("projects:read"),
    PROJECTS_WRITE("projects:write"),
    OPS_READ("ops:read");

    private final String wireName;

    Scope(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<Scope> named(String wireName) {
        return Arrays.stream(values())
                .filter(scope -> scope.wireName.equals(wireName))
                .findFirst();
    }
}
