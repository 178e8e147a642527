package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.Hexforge.UsageQuestion;
import io.hexforge.adapter.cli.Hexforge.UsageSum;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "usage", description = "Shows what was used and what it cost, by day (UTC).")
final class UsageCommand extends ClientCommand {
    private static final List<String> KNOWN = List.of("provider", "model", "key", "user", "tenant");

    @Option(names = "--from", paramLabel = "DAY", description = "The first day, such as 2026-03-01; all when left out.")
    LocalDate from = LocalDate.EPOCH;

    @Option(
            names = "--by",
            split = ",",
            paramLabel = "WHAT",
            description = "What to tell apart: provider, model, key, user, tenant. Default: provider,model.")
    List<String> by = List.of("provider", "model");

    @Option(names = "--everybodys", description = "That of all users; for administrators.")
    boolean everybodys;

    @Spec
    @Nullable
    CommandSpec spec;

    UsageCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    void run(Hexforge hexforge) {
        if (!KNOWN.containsAll(by) && spec != null) {
            throw new ParameterException(spec.commandLine(), "--by accepts " + String.join(", ", KNOWN));
        }
        List<UsageSum> sums = hexforge.usage(new UsageQuestion(from, by, everybodys));
        if (output.json) {
            output.writeJson(terminal, sums);
            return;
        }
        var heading = new ArrayList<>(List.of("DAY"));
        by.forEach(each -> heading.add(each.toUpperCase(Locale.ROOT)));
        heading.addAll(List.of("REQUESTS", "FAILED", "PROMPT", "OUTPUT", "COST USD", "UNPRICED"));
        Output.table(terminal, heading, sums.stream().map(this::row).toList());
    }

    private List<String> row(UsageSum sum) {
        var row = new ArrayList<>(List.of(sum.day()));
        by.forEach(each -> row.add(told(sum, each)));
        row.addAll(List.of(
                Long.toString(sum.requests()),
                Long.toString(sum.failed()),
                Long.toString(sum.promptTokens()),
                Long.toString(sum.outputTokens()),
                sum.costUsd().toPlainString(),
                Long.toString(sum.unpriced())));
        return row;
    }

    private static String told(UsageSum sum, String by) {
        String value = switch (by) {
            case "provider" -> sum.provider();
            case "model" -> sum.model();
            case "key" -> sum.keyId();
            case "user" -> sum.userId();
            default -> sum.tenantId();
        };
        return value == null || value.isEmpty() ? "-" : value;
    }
}
