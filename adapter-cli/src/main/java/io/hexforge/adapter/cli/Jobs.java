package io.hexforge.adapter.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What commands ask about the caller's jobs. Errors as in [Hexforge].
interface Jobs {
    /// {@return the newest hundred that fit, newest first}
    ///
    /// @param status such as `running`; null for any
    List<Line> list(@Nullable String status);

    Line show(String id);

    Line cancel(String id);

    /// {@return the new job}
    Line retry(String id);

    /// @param question JSON of what a job that waits for input asks
    /// @param result JSON of what came of it
    record Line(
            String id,
            String type,
            String status,
            int progress,
            @Nullable String message,
            String createdAt,
            @Nullable String question,
            @Nullable String result,
            @Nullable String error) {
        boolean ended() {
            return status.equals("completed") || status.equals("failed") || status.equals("cancelled");
        }
    }
}
