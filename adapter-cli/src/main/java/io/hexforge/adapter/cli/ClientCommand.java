package io.hexforge.adapter.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A command that talks to a Hexforge, wherever that runs.
abstract class ClientCommand implements Callable<Integer> {
    final Terminal terminal;
    private final Installation installation;

    @Mixin
    final Target target = new Target();

    @Mixin
    final Output output = new Output();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    ClientCommand(Installation installation, Terminal terminal) {
        this.installation = installation;
        this.terminal = terminal;
    }

    @Override
    public final Integer call() {
        try (Hexforge hexforge = target.connect(installation)) {
            run(hexforge);
        }
        return 0;
    }

    abstract void run(Hexforge hexforge);
}
