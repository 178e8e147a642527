package io.hexforge.adapter.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/// A command about this machine's own Hexforge.
abstract class InstallationCommand implements Callable<Integer> {
    final Installation installation;
    final Terminal terminal;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    InstallationCommand(Installation installation, Terminal terminal) {
        this.installation = installation;
        this.terminal = terminal;
    }
}
