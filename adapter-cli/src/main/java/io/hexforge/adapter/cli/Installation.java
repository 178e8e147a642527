package io.hexforge.adapter.cli;

import io.hexforge.domain.Secret;
import io.hexforge.domain.ops.HealthState;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The program around the commands: what they ask of this machine's own Hexforge.
///
/// **Errors:** every method may throw [CommandFailed].
public interface Installation {
    String version();

    /// Serves until the process is told to stop.
    ///
    /// @param settings by the names of the configuration; stronger than the environment
    void serve(Map<String, String> settings);

    /// Runs jobs, and no server, until the process is told to stop.
    void work();

    /// The effective configuration, secrets masked.
    List<Setting> settings();

    /// Looks at everything that Hexforge needs.
    List<Check> checks();

    /// Writes database and keys into one file while everything runs on.
    void backup(Path file);

    /// Puts the database and keys of a backup in place. No server may be running.
    ///
    /// @param force whether data that is there may be replaced
    void restore(Path file, boolean force);

    /// Encrypts every stored secret under a new key.
    ///
    /// @return how many secrets there were
    int rotateKey();

    /// Measures how passwords may be hashed on this machine.
    ///
    /// @param limit how long one hash may take
    List<Calibration> calibrate(Duration limit);

    /// @param settings as they are written in the environment
    /// @param millis how long one hash takes with them
    record Calibration(String settings, long millis) {}

    /// Finds the Hexforge to talk to: the given server, else the one that the environment names, else the
    /// running local one, else this process. A server is shown the given key, else the one that the
    /// environment names, else the login that is kept for it.
    Hexforge connect(@Nullable String url, @Nullable Secret key);

    /// {@return the server to log in at: the given one, else the one that the environment names, else the
    /// running local one}
    URI server(@Nullable String url);

    /// {@return where logins are kept}
    LoginFile logins();

    record Setting(String name, String value, String source) {}

    /// @param advice what to do about it; empty when all is well
    record Check(String name, HealthState state, String advice) {}
}
