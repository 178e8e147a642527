package io.hexforge.app.bench;

import java.io.IOException;
import java.time.Duration;

/// Keeps a number of connections busy, each sending its next request when the last is answered.
sealed interface LoadGenerator permits Wrk, SelectorLoad {
    /// What to say of it in the report.
    String name();

    Load run(Target target, boolean stream, int connections, Duration duration)
            throws IOException, InterruptedException;

    /// wrk where it is installed, a generator in Java elsewhere.
    static LoadGenerator best() {
        return OwnProcess.isInstalled("wrk") ? new Wrk() : new SelectorLoad();
    }
}
