package io.hexforge.domain.project;

import org.jspecify.annotations.Nullable;

/// Which projects are wanted.
///
/// @param mode null for any
/// @param status null for all but the archived ones
public record ProjectFilter(
        @Nullable ProjectMode mode, @Nullable ProjectStatus status) {
    public static final ProjectFilter NOT_ARCHIVED = new ProjectFilter(null, null);

    public boolean matches(Project project) {
        boolean ofMode = mode == null || project.mode() == mode;
        boolean ofStatus = status == null ? project.status() != ProjectStatus.ARCHIVED : project.status() == status;
        return ofMode && ofStatus;
    }
}
