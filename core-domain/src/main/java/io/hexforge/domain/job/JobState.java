package io.hexforge.domain.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Where a job stands. The wire name is what API clients read.
public enum JobState {
    QUEUED,
    RUNNING,
    WAITING_FOR_INPUT,
    COMPLETED,
    FAILED,
    CANCELLED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// {@return whether nothing more happens to the job by itself}
    public boolean ended() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    public static Optional<JobState> named(String wireName) {
        return Arrays.stream(values())
                .filter(state -> state.wireName().equals(wireName))
                .findFirst();
    }
}
