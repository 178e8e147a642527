package io.hexforge.adapter.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "restore", description = "Puts database and keys of a backup in place; no server may be running.")
final class RestoreCommand extends InstallationCommand {
    @Parameters(paramLabel = "FILE")
    Path file = Path.of("");

    @Option(names = "--force", description = "Replace the data that is there.")
    boolean force;

    RestoreCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    public Integer call() {
        installation.restore(file, force);
        terminal.out().println(file + " is restored");
        return 0;
    }
}
