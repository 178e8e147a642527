package io.hexforge.adapter.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "restore", description = "Replaces database and keys by those of a backup; no server may be running.")
final class RestoreCommand extends InstallationCommand {
    @Parameters(paramLabel = "FILE")
    Path file = Path.of("");

    RestoreCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    public Integer call() {
        installation.restore(file);
        terminal.out().println(file + " is restored");
        return 0;
    }
}
