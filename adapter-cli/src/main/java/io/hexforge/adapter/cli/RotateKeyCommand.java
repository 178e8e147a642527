package io.hexforge.adapter.cli;

import picocli.CommandLine.Command;

@Command(name = "rotate-key", description = "Encrypts all stored secrets under a new key.")
final class RotateKeyCommand extends InstallationCommand {
    RotateKeyCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    public Integer call() {
        int count = installation.rotateKey();
        terminal.out().println("encrypted under a new key: " + count + (count == 1 ? " secret" : " secrets"));
        return 0;
    }
}
