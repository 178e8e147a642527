package io.hexforge.app.config;

/// How usage is kept while its database is away.
///
/// @param spoolBytes how much of it may wait on disk
public record UsageConfig(long spoolBytes) {
    static UsageConfig from(Settings settings) {
        return new UsageConfig((long) settings.integer("USAGE_SPOOL_MB", 256, 1, 65_536) << 20);
    }
}
