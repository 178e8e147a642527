package io.hexforge.app.config;

import io.hexforge.domain.project.Quota;

/// How much a project may hold.
final class ProjectConfig {
    private ProjectConfig() {}

    static Quota from(Settings settings) {
        return new Quota(
                settings.integer("PROJECT_MAX_FILES", 2000, 1, 20_000),
                (long) settings.integer("PROJECT_MAX_MB", 50, 1, 2000) << 20,
                settings.integer("PROJECT_FILE_VERSIONS", 50, 1, 1000));
    }
}
