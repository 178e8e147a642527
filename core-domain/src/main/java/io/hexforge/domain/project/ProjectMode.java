package io.hexforge.domain.project;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a project is for.
public enum ProjectMode {
    /// To have something built.
    BUILDER,
    /// To learn how it is built.
    STUDENT;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<ProjectMode> named(String wireName) {
        return Arrays.stream(values())
                .filter(mode -> mode.wireName().equals(wireName))
                .findFirst();
    }
}
