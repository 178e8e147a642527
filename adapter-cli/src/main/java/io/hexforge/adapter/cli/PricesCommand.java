package io.hexforge.adapter.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "prices", description = "What models cost: list, import.")
final class PricesCommand {
    private PricesCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new PricesCommand())
                .addSubcommand("list", new ListAll(installation, terminal))
                .addSubcommand("import", new Import(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    @Command(name = "list", description = "Lists what models cost, in USD for a million tokens, and hold.")
    private static final class ListAll extends ClientCommand {
        @Option(names = "--provider", paramLabel = "NAME", description = "Only those of one provider.")
        @Nullable
        String provider;

        @Parameters(arity = "0..1", paramLabel = "WORD", description = "Only models whose names contain it.")
        @Nullable
        String word;

        ListAll(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            List<Administration.ModelPrice> prices = hexforge.administration().prices(provider, word);
            if (output.json) {
                output.writeJson(terminal, prices);
                return;
            }
            Output.table(
                    terminal,
                    List.of("MODEL", "INPUT", "CACHED", "WRITE", "OUTPUT", "WINDOW", "FROM"),
                    prices.stream().map(ListAll::row).toList());
        }

        private static List<String> row(Administration.ModelPrice price) {
            Long window = price.contextWindow();
            return List.of(
                    price.provider() + "/" + price.model(),
                    usd(price.input()),
                    usd(price.cachedInput()),
                    usd(price.cacheWrite()),
                    usd(price.output()),
                    window == null ? "-" : window.toString(),
                    price.imported() ? "import" : "built-in");
        }

        private static String usd(@Nullable BigDecimal amount) {
            return amount == null ? "-" : amount.toPlainString();
        }
    }

    @Command(
            name = "import",
            description = "Imports a table of prices in the shape of genai-prices, LiteLLM or models.dev.")
    private static final class Import extends ClientCommand {
        @Parameters(paramLabel = "FILE")
        Path file = Path.of("");

        @Option(
                names = "--valid-from",
                paramLabel = "TIME",
                description = "When it begins to hold, such as 2026-01-31T00:00:00Z; now when left out.")
        @Nullable
        String validFrom;

        Import(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            Administration.PriceImport done = hexforge.administration().importPrices(content(), validFrom);
            if (output.json) {
                output.writeJson(terminal, done);
            } else {
                terminal.out()
                        .println(done.shape() + ": " + done.added() + " rows added, " + done.unchanged()
                                + " known already, " + done.skipped() + " models of other providers left out");
            }
        }

        private String content() {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new CommandFailed(file + " cannot be read", e);
            }
        }
    }
}
