package io.hexforge.adapter.postgres;

import java.nio.file.Path;

/// What the tests of this module share.
final class TestDatabases {
    /// Unpacked once for all homes.
    static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();

    private TestDatabases() {}
}
