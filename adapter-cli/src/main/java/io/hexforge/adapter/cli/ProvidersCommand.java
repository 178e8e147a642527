package io.hexforge.adapter.cli;

import io.hexforge.domain.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "providers", description = "Model providers: activate, list, remove.")
final class ProvidersCommand {
    private ProvidersCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new ProvidersCommand())
                .addSubcommand("list", new ListAll(installation, terminal))
                .addSubcommand("activate", new Activate(installation, terminal))
                .addSubcommand("remove", new Remove(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    private static void write(Terminal terminal, List<Hexforge.Provider> providers) {
        Output.table(
                terminal,
                List.of("PROVIDER", "STATE", "KEY", "BASE URL"),
                providers.stream()
                        .map(p -> List.of(
                                p.name(), p.active() ? "active" : "inactive", orDash(p.key()), orDash(p.baseUrl())))
                        .toList());
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : text;
    }

    @Command(name = "list", description = "Lists the providers that are set up.")
    private static final class ListAll extends ClientCommand {
        ListAll(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            List<Hexforge.Provider> providers = hexforge.providers();
            if (output.json) {
                output.writeJson(terminal, providers);
            } else {
                write(terminal, providers);
            }
        }
    }

    @Command(
            name = "activate",
            description = "Sets a provider up. The key is typed unseen, or read from the input's first line.")
    private static final class Activate extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "Such as openai, anthropic, groq, ollama, custom.")
        String name = "";

        @Option(names = "--base-url", paramLabel = "URL", description = "Where its API is, if not at the usual place.")
        @Nullable
        String baseUrl;

        @Option(names = "--no-key", description = "It needs no key.")
        boolean noKey;

        Activate(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            String key = noKey
                    ? ""
                    : terminal.readSecret("API key for " + name + ": ").strip();
            Hexforge.Provider provider =
                    hexforge.activateProvider(name, key.isEmpty() ? null : new Secret(key), baseUrl);
            if (output.json) {
                output.writeJson(terminal, provider);
            } else {
                write(terminal, List.of(provider));
            }
        }
    }

    @Command(name = "remove", description = "Deactivates a provider and forgets its key.")
    private static final class Remove extends ClientCommand {
        @Parameters(paramLabel = "NAME")
        String name = "";

        Remove(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            hexforge.removeProvider(name);
            if (!output.json) {
                terminal.out().println(name + " is removed");
            }
        }
    }
}
