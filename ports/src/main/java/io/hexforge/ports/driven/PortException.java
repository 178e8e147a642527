package io.hexforge.ports.driven;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// The world behind a port is broken. Expected outcomes are values; this is for the rest.
public final class PortException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public enum Kind {
        /// Nothing happened; try again later.
        UNAVAILABLE,
        /// Whether it happened is not known.
        TIMEOUT,
        /// It will fail again unchanged.
        BROKEN
    }

    private final Kind kind;

    /// @param message for the operator; names no secret
    public PortException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
