package io.hexforge.domain.identity;

import io.hexforge.domain.Scope;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a member may do within a tenant; each role may do what the ones before it may, and more. What concerns nobody
/// but oneself depends on no role.
public enum Role {
    VIEWER,
    MEMBER,
    ADMIN,
    OWNER;

    /// {@return what a session of such a member allows}
    public Set<Scope> scopes() {
        var scopes = EnumSet.noneOf(Scope.class);
        Arrays.stream(values()).filter(this::atLeast).forEach(role -> scopes.addAll(role.added()));
        return scopes;
    }

    public boolean atLeast(Role other) {
        return compareTo(other) >= 0;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> named(String wireName) {
        return Arrays.stream(values())
                .filter(role -> role.wireName().equals(wireName))
                .findFirst();
    }

    private Set<Scope> added() {
        return switch (this) {
            case VIEWER ->
                EnumSet.of(
                        Scope.PROFILE_READ,
                        Scope.PROFILE_WRITE,
                        Scope.PROVIDERS_READ,
                        Scope.USAGE_READ,
                        Scope.BUDGETS_READ,
                        Scope.JOBS_READ,
                        Scope.PROJECTS_READ);
            case MEMBER ->
                EnumSet.of(
                        Scope.GATEWAY_USE,
                        Scope.JOBS_WRITE,
                        Scope.PROVIDERS_WRITE,
                        Scope.KEYS_READ,
                        Scope.KEYS_WRITE,
                        Scope.BUDGETS_WRITE,
                        Scope.PROJECTS_WRITE,
                        Scope.MEMBERS_READ);
            case ADMIN ->
                EnumSet.of(
                        Scope.FLAGS_READ,
                        Scope.FLAGS_WRITE,
                        Scope.MEMBERS_WRITE,
                        Scope.USERS_READ,
                        Scope.USERS_WRITE,
                        Scope.AUDIT_READ);
            case OWNER -> EnumSet.of(Scope.TENANT_WRITE);
        };
    }
}
