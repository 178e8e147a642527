package io.hexforge.domain.ops;

/// How a dependency or component does.
///
/// @param detail one sentence for the operator; names no secret
public record HealthState(Level level, String detail) {
    public enum Level {
        UP,
        DEGRADED,
        DOWN
    }

    public static HealthState up() {
        return new HealthState(Level.UP, "ok");
    }

    public static HealthState down(String detail) {
        return new HealthState(Level.DOWN, detail);
    }

    public static HealthState degraded(String detail) {
        return new HealthState(Level.DEGRADED, detail);
    }
}
