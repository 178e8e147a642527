package io.hexforge.adapter.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What runs when no command is named: the list of commands.
@Command(name = "hexforge", description = "The AI backend in one process.", synopsisSubcommandLabel = "COMMAND")
final class Root implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    @Override
    public Integer call() {
        CommandLine own = Objects.requireNonNull(spec).commandLine();
        own.usage(own.getErr());
        return CommandLineApp.WRONG_USAGE;
    }
}
