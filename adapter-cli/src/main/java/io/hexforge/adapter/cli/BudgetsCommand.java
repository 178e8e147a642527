package io.hexforge.adapter.cli;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "budgets", description = "How much may be spent: list, set, remove.")
final class BudgetsCommand {
    private BudgetsCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new BudgetsCommand())
                .addSubcommand("list", new ListAll(installation, terminal))
                .addSubcommand("set", new Set(installation, terminal))
                .addSubcommand("remove", new Remove(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    private static void write(Terminal terminal, List<Hexforge.Budget> budgets) {
        Output.table(
                terminal,
                List.of("ID", "FOR", "SUBJECT", "PERIOD", "USD", "SPENT", "ENDS"),
                budgets.stream().map(BudgetsCommand::row).toList());
    }

    private static List<String> row(Hexforge.Budget budget) {
        String end = budget.windowEnd() == null ? "never" : budget.windowEnd();
        return List.of(
                budget.id(),
                budget.scope(),
                budget.subject(),
                budget.period(),
                budget.amountUsd(),
                budget.spentUsd(),
                end);
    }

    @Command(name = "list", description = "Lists the budgets that you set or that hold for you.")
    private static final class ListAll extends ClientCommand {
        ListAll(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            List<Hexforge.Budget> budgets = hexforge.budgets();
            if (output.json) {
                output.writeJson(terminal, budgets);
            } else {
                write(terminal, budgets);
            }
        }
    }

    @Command(name = "set", description = "Sets a budget: for you, unless a key, user or tenant is named.")
    private static final class Set extends ClientCommand {
        @Parameters(paramLabel = "USD", description = "Dollars, such as 12.50.")
        BigDecimal amount = BigDecimal.ZERO;

        @Option(names = "--period", paramLabel = "PERIOD", description = "day, month or total; month when left out.")
        String period = "month";

        @Option(names = "--for-key", paramLabel = "ID", description = "For this key.")
        @Nullable
        String key;

        @Option(names = "--for-user", paramLabel = "ID", description = "For this user.")
        @Nullable
        String user;

        @Option(names = "--for-tenant", paramLabel = "ID", description = "For this tenant.")
        @Nullable
        String tenant;

        Set(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            String scope = key != null ? "key" : tenant != null ? "tenant" : "user";
            String subject = key != null ? key : tenant != null ? tenant : user;
            Hexforge.Budget budget = hexforge.setBudget(scope, subject, period, amount);
            if (output.json) {
                output.writeJson(terminal, budget);
            } else {
                write(terminal, List.of(budget));
            }
        }
    }

    @Command(name = "remove", description = "Removes a budget.")
    private static final class Remove extends ClientCommand {
        @Parameters(paramLabel = "ID")
        String id = "";

        Remove(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            hexforge.removeBudget(id);
            if (!output.json) {
                terminal.out().println(id + " is removed");
            }
        }
    }
}
