package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.People.Person;
import io.hexforge.domain.Secret;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What `users` does to bring people in.
final class NewUserCommands {
    private NewUserCommands() {}

    abstract static class PersonCommand extends ClientCommand {
        @Parameters(index = "0", paramLabel = "EMAIL", description = "The address to log in with.")
        String email = "";

        PersonCommand(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        /// Arguments can be seen by other users of the machine, so the password is asked for, or read from a pipe.
        Secret password() {
            String password = terminal.readSecret("Password (12 characters or more): ");
            if (terminal.interactive() && !terminal.readSecret("Once more: ").equals(password)) {
                throw new CommandFailed("the two passwords differ");
            }
            return new Secret(password);
        }

        void write(Person person, String what) {
            if (output.json) {
                output.writeJson(terminal, person);
            } else {
                terminal.out().println(person.username() + " (" + person.email() + ") " + what);
            }
        }
    }

    @Command(name = "create", description = "Makes an account; the password is asked for, or read from a pipe.")
    static final class Create extends PersonCommand {
        @Option(names = "--username", paramLabel = "NAME", description = "Made of the address when left out.")
        @Nullable
        String username;

        @Option(names = "--name", paramLabel = "NAME", description = "What the person is called.")
        @Nullable
        String fullName;

        @Option(names = "--admin", description = "Let the user administer the whole installation.")
        boolean admin;

        Create(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            Person made = hexforge.people().create(email, password(), username, fullName, admin);
            write(made, admin ? "administers this installation" : "can log in");
        }
    }

    @Command(
            name = "claim-operator",
            description = "Gives the operator, which so far only its key opens, an address and a password.")
    static final class ClaimOperator extends PersonCommand {
        ClaimOperator(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            write(hexforge.people().claimOperator(email, password()), "can log in");
        }
    }
}
