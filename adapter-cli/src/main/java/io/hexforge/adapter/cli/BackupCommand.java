package io.hexforge.adapter.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "backup", description = "Writes database and keys into one file; a server may go on running.")
final class BackupCommand extends InstallationCommand {
    @Parameters(paramLabel = "FILE")
    Path file = Path.of("");

    BackupCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    public Integer call() {
        installation.backup(file);
        terminal.out().println(file + " is written; it holds the keys to all stored secrets, so keep it safe");
        return 0;
    }
}
