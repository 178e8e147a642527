package io.hexforge.domain.gateway;

import org.jspecify.annotations.Nullable;

/// What a client hears of the checks of its answer.
///
/// @param check of the answer that was judged last
/// @param originalModel who answered first, as `provider/model`; null if nobody else was asked
public record CheckReport(OutputCheck check, @Nullable String originalModel) {
    public boolean escalated() {
        return originalModel != null;
    }
}
