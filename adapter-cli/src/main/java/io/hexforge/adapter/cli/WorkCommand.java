package io.hexforge.adapter.cli;

import picocli.CommandLine.Command;

@Command(name = "work", description = "Runs jobs, and no server, until it is told to stop.")
final class WorkCommand extends InstallationCommand {
    WorkCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    public Integer call() {
        installation.work();
        return 0;
    }
}
