package io.hexforge.app;

import io.hexforge.adapter.cli.CommandLineApp;
import io.hexforge.adapter.cli.Terminal;
import java.nio.file.Path;

/// Starts Hexforge from the command line.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var installation = new LocalInstallation(System.getenv(), Path.of(""), System.out, System.err);
        System.exit(new CommandLineApp(installation, Terminal.system()).run(arguments));
    }
}
