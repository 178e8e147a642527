package io.hexforge.adapter.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "flags", description = "Flags of a tenant: list, set, remove.")
final class FlagsCommand {
    private FlagsCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new FlagsCommand())
                .addSubcommand("list", new ListAll(installation, terminal))
                .addSubcommand("set", new Set(installation, terminal))
                .addSubcommand("remove", new Remove(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    private static void write(Terminal terminal, List<Administration.Flag> flags) {
        Output.table(
                terminal,
                List.of("FLAG", "STATE", "SINCE"),
                flags.stream()
                        .map(flag -> List.of(flag.flag(), flag.enabled() ? "on" : "off", flag.updatedAt()))
                        .toList());
    }

    private abstract static class FlagCommand extends ClientCommand {
        @Option(names = "--tenant", paramLabel = "ID", description = "Another tenant than your own.")
        @Nullable
        String tenant;

        FlagCommand(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }
    }

    @Command(name = "list", description = "Lists the flags that are set.")
    private static final class ListAll extends FlagCommand {
        ListAll(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            List<Administration.Flag> flags = hexforge.administration().flags(tenant);
            if (output.json) {
                output.writeJson(terminal, flags);
            } else {
                write(terminal, flags);
            }
        }
    }

    @Command(name = "set", description = "Sets a flag, in force within about a second.")
    private static final class Set extends FlagCommand {
        enum State {
            on,
            off
        }

        @Parameters(
                index = "0",
                paramLabel = "FLAG",
                description = "router.force_provider_NAME or router.disable_provider_NAME.")
        String name = "";

        @Parameters(index = "1", paramLabel = "on|off", defaultValue = "on", description = "on when left out.")
        State state = State.on;

        Set(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            Administration.Flag flag = hexforge.administration().setFlag(tenant, name, state == State.on);
            if (output.json) {
                output.writeJson(terminal, flag);
            } else {
                write(terminal, List.of(flag));
            }
        }
    }

    @Command(name = "remove", description = "Forgets a flag.")
    private static final class Remove extends FlagCommand {
        @Parameters(paramLabel = "FLAG")
        String name = "";

        Remove(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            hexforge.administration().removeFlag(tenant, name);
            if (!output.json) {
                terminal.out().println(name + " is removed");
            }
        }
    }
}
