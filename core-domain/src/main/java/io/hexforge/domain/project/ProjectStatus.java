package io.hexforge.domain.project;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How far a project is. Any may follow any.
public enum ProjectStatus {
    PLANNING,
    IN_PROGRESS,
    BUILDING,
    COMPLETED,
    /// Put aside; lists leave it out unless they are asked for it.
    ARCHIVED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<ProjectStatus> named(String wireName) {
        return Arrays.stream(values())
                .filter(status -> status.wireName().equals(wireName))
                .findFirst();
    }
}
