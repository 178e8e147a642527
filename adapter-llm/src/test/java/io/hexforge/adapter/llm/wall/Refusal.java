package io.hexforge.adapter.llm.wall;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A request that the wall refuses; each vendor words it in its own shape.
final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final RefusalKind kind;
    private final @Nullable String param;
    private final @Nullable Duration retryAfter;

    Refusal(RefusalKind kind, String message, @Nullable String param, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.kind = kind;
        this.param = param;
        this.retryAfter = retryAfter;
    }

    static Refusal invalid(String message, @Nullable String param) {
        return new Refusal(RefusalKind.INVALID_REQUEST, message, param, null);
    }

    static void unless(boolean fine, String message, @Nullable String param) throws Refusal {
        if (!fine) {
            throw invalid(message, param);
        }
    }

    RefusalKind kind() {
        return kind;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    @Nullable
    String param() {
        return param;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
