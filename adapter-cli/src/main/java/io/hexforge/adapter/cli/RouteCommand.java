package io.hexforge.adapter.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "route", description = "The choice of a deployment: explain.")
final class RouteCommand {
    private static final double NANO = 1e9;

    private RouteCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new RouteCommand())
                .addSubcommand("explain", new Explain(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    @Command(
            name = "explain",
            description = "Tells which deployment would answer, what each would cost in money and waiting, and what was"
                    + " left out and why. Asks no provider.")
    private static final class Explain extends ClientCommand {
        @Parameters(paramLabel = "MODEL", arity = "0..1", description = "Absent: the choice is left to Hexforge.")
        @Nullable
        String model;

        @Option(names = "--task", paramLabel = "TYPE", description = "Such as research, qa, code, pedagogy, wireframe.")
        @Nullable
        String taskType;

        @Option(names = "--prompt-tokens", paramLabel = "N", description = "Length of the prompt; default 1000.")
        long promptTokens = 1_000;

        @Option(names = "--max-tokens", paramLabel = "N", description = "The longest answer that is allowed.")
        @Nullable
        Long maxTokens;

        @Option(
                names = "--latency-target",
                paramLabel = "TARGET",
                description = "How much waiting matters: ultra_low, low, medium (default), high.")
        @Nullable
        String latencyTarget;

        @Option(names = "--latency-slo", paramLabel = "MS", description = "Within which the whole answer is wanted.")
        @Nullable
        Long latencySloMs;

        @Option(names = "--cost-priority", description = "Cost matters more than speed.")
        boolean costPriority;

        @Option(names = "--max-cost", paramLabel = "USD", description = "The most that the answer may cost.")
        @Nullable
        BigDecimal maxCostUsd;

        @Option(names = "--fallback", paramLabel = "MODEL", description = "Stands in for MODEL; may be repeated.")
        List<String> fallbacks = List.of();

        Explain(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            var question = new Hexforge.RouteQuestion(
                    model,
                    taskType,
                    promptTokens,
                    maxTokens,
                    latencyTarget,
                    latencySloMs,
                    costPriority,
                    maxCostUsd,
                    fallbacks);
            Hexforge.RouteAnswer answer = hexforge.explainRoute(question);
            if (output.json) {
                output.writeJson(terminal, answer);
                return;
            }
            if (answer.error() != null) {
                terminal.out().println(answer.error());
            }
            if (!answer.choices().isEmpty()) {
                Output.table(terminal, List.of("DEPLOYMENT", "REASON", "COST", "WAITING", "TOTAL"), rows(answer));
            }
            for (Hexforge.LeftOut out : answer.leftOut()) {
                terminal.out().println("left out: " + out.deployment() + ": " + out.reason());
            }
        }

        private static List<List<String>> rows(Hexforge.RouteAnswer answer) {
            var rows = new ArrayList<List<String>>();
            for (Hexforge.RouteChoice choice : answer.choices()) {
                rows.add(List.of(
                        choice.deployment(),
                        choice.reason(),
                        usd(choice.costNanoUsd()),
                        usd(choice.totalNanoUsd() - choice.costNanoUsd()),
                        usd(choice.totalNanoUsd())));
            }
            return rows;
        }

        private static String usd(long nano) {
            return String.format(Locale.ROOT, "$%.6f", nano / NANO);
        }
    }
}
