package io.hexforge.ports.driven.ops;

import io.hexforge.domain.ops.HealthState;

/// Something outside that Hexforge needs, and can be asked how it does. Safe for concurrent use.
public interface Dependency {
    /// {@return a short name, such as `database`}
    String name();

    /// {@return whether Hexforge is not ready without it}
    boolean required();

    /// Asks it, for at most two seconds. Never throws.
    HealthState check();
}
