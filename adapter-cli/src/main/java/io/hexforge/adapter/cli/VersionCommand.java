package io.hexforge.adapter.cli;

import picocli.CommandLine.Command;

@Command(name = "version", description = "Shows the version.")
final class VersionCommand extends InstallationCommand {
    VersionCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    public Integer call() {
        terminal.out().println("Hexforge " + installation.version());
        return 0;
    }
}
