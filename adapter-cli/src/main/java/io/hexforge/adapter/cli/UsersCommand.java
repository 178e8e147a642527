package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.Tenancy.Person;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "users", description = "Users: list, create, shut out, let in again.")
final class UsersCommand {
    private UsersCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new UsersCommand())
                .addSubcommand("list", new ListAll(installation, terminal))
                .addSubcommand("disable", new Disable(installation, terminal))
                .addSubcommand("enable", new Enable(installation, terminal))
                .addSubcommand("create", new NewUserCommands.Create(installation, terminal))
                .addSubcommand("claim-operator", new NewUserCommands.ClaimOperator(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    private static void write(Terminal terminal, Output output, Person person) {
        if (output.json) {
            output.writeJson(terminal, person);
        } else {
            terminal.out().println(person.username() + " is " + (person.disabled() ? "disabled" : "enabled"));
        }
    }

    @Command(name = "list", description = "Lists users, of all tenants for who administers the installation.")
    private static final class ListAll extends ClientCommand {
        @Option(names = "--search", paramLabel = "TEXT", description = "Part of a name or an address.")
        @Nullable
        String text;

        ListAll(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            List<Person> people = hexforge.tenancy().users(text);
            if (output.json) {
                output.writeJson(terminal, people);
                return;
            }
            Output.table(
                    terminal,
                    List.of("ID", "USERNAME", "EMAIL", "ROLES", "STATE"),
                    people.stream().map(ListAll::row).toList());
        }

        private static List<String> row(Person person) {
            String roles = String.join(",", person.roles());
            return List.of(
                    person.id(),
                    person.username(),
                    person.email() == null ? "-" : person.email(),
                    person.systemAdmin() ? "system admin," + roles : roles,
                    person.disabled() ? "disabled" : "enabled");
        }
    }

    @Command(name = "disable", description = "Shuts a user out: sessions end and keys stop at once.")
    private static final class Disable extends ClientCommand {
        @Parameters(paramLabel = "USER", description = "An id, a username or an address.")
        String user = "";

        Disable(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            write(terminal, output, hexforge.tenancy().shutOut(user, true));
        }
    }

    @Command(name = "enable", description = "Lets a user in again; keys work as before.")
    private static final class Enable extends ClientCommand {
        @Parameters(paramLabel = "USER", description = "An id, a username or an address.")
        String user = "";

        Enable(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            write(terminal, output, hexforge.tenancy().shutOut(user, false));
        }
    }
}
