package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.Keys.NewKey;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "keys",
        description = "API keys: create, list, limit, revoke, rotate; the key that signs access tokens.")
final class KeysCommand {
    private KeysCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new KeysCommand())
                .addSubcommand("list", new ListAll(installation, terminal))
                .addSubcommand("create", new Create(installation, terminal))
                .addSubcommand("limit", new Limit(installation, terminal))
                .addSubcommand("revoke", new Revoke(installation, terminal))
                .addSubcommand("rotate", new Rotate(installation, terminal))
                .addSubcommand("rotate-signing", new RotateSigning(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    /// The secret goes to the output alone, so that it can be piped; the warning goes beside it.
    private static void write(Terminal terminal, Output output, NewKey key) {
        if (output.json) {
            var shown = Map.of(
                    "id", key.id(), "name", key.name(), "key", key.secret().reveal());
            output.writeJson(terminal, shown);
        } else {
            terminal.err().println("Key " + key.name() + " (" + key.id() + "), shown this once:");
            terminal.out().println(key.secret().reveal());
        }
    }

    @Command(name = "list", description = "Lists your keys; never their secrets.")
    private static final class ListAll extends ClientCommand {
        ListAll(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            List<Keys.Key> keys = hexforge.keys().all();
            if (output.json) {
                output.writeJson(terminal, keys);
                return;
            }
            Output.table(
                    terminal,
                    List.of("ID", "NAME", "KEY", "SCOPES", "LIMITS", "EXPIRES"),
                    keys.stream().map(ListAll::row).toList());
        }

        private static List<String> row(Keys.Key key) {
            String expires = key.expiresAt() == null ? "never" : key.expiresAt();
            return List.of(
                    key.id(),
                    key.name(),
                    key.secret(),
                    String.join(",", key.scopes()),
                    LimitOptions.words(key.limits()),
                    expires);
        }
    }

    @Command(name = "create", description = "Makes a key and shows its secret once.")
    private static final class Create extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "What it is for.")
        String name = "";

        @Option(
                names = "--scope",
                split = ",",
                paramLabel = "SCOPE",
                description = "What it allows, such as gateway:use; all of yours when left out.")
        List<String> scopes = List.of();

        @Mixin
        final LimitOptions limits = new LimitOptions();

        Create(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            write(terminal, output, hexforge.keys().create(name, scopes, limits.limits()));
        }
    }

    @Command(name = "limit", description = "Gives a key these limits, in place of those that it has.")
    private static final class Limit extends ClientCommand {
        @Parameters(paramLabel = "ID")
        String id = "";

        @Mixin
        final LimitOptions limits = new LimitOptions();

        Limit(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            Keys.Key key = hexforge.keys().limit(id, limits.limits());
            if (output.json) {
                output.writeJson(terminal, key);
            } else {
                terminal.out().println(key.name() + ": " + LimitOptions.words(key.limits()));
            }
        }
    }

    @Command(name = "revoke", description = "Withdraws a key at once.")
    private static final class Revoke extends ClientCommand {
        @Parameters(paramLabel = "ID")
        String id = "";

        Revoke(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            hexforge.keys().revoke(id);
            if (!output.json) {
                terminal.out().println(id + " is revoked");
            }
        }
    }

    @Command(
            name = "rotate-signing",
            description = "Replaces the key that access tokens are signed with; in an hour, for others to learn of it.")
    private static final class RotateSigning extends ClientCommand {
        @Option(names = "--at-once", description = "Now; all access tokens become worthless. For when it has leaked.")
        boolean atOnce;

        RotateSigning(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            var rotated = hexforge.administration().rotateSigningKey(atOnce);
            if (output.json) {
                output.writeJson(terminal, rotated);
            } else {
                terminal.out().println(rotated.kid() + " signs from " + rotated.signsFrom());
            }
        }
    }

    @Command(name = "rotate", description = "Gives a key a new secret; the old one works a while longer.")
    private static final class Rotate extends ClientCommand {
        @Parameters(paramLabel = "ID")
        String id = "";

        Rotate(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            write(terminal, output, hexforge.keys().rotate(id));
        }
    }
}
