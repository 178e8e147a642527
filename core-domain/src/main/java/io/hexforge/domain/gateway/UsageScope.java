package io.hexforge.domain.gateway;

import java.util.UUID;

/// Whose usage is meant.
public sealed interface UsageScope {
    record Key(UUID id) implements UsageScope {}

    record User(UUID id) implements UsageScope {}

    record Tenant(UUID id) implements UsageScope {}

    /// {@return whether `usage` is part of it}
    default boolean covers(UsageRecord usage) {
        return switch (this) {
            case Key(UUID id) -> id.equals(usage.keyId());
            case User(UUID id) -> id.equals(usage.userId());
            case Tenant(UUID id) -> id.equals(usage.tenantId());
        };
    }
}
