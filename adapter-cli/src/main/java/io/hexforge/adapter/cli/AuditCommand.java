package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.Tenancy.AuditEntry;
import io.hexforge.adapter.cli.Tenancy.AuditQuestion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "audit", description = "The audit log: list it, check it.")
final class AuditCommand {
    private static final int MOST = 100;

    private AuditCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new AuditCommand())
                .addSubcommand("list", new ListNewest(installation, terminal))
                .addSubcommand("check", new Check(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    @Command(name = "list", description = "Lists what happened, the newest first.")
    private static final class ListNewest extends ClientCommand {
        @Option(
                names = "--action",
                paramLabel = "ACTION",
                description = "Such as session.revoked, or a beginning such as \"session.\".")
        @Nullable
        String action;

        @Option(names = "--subject", paramLabel = "SUBJECT", description = "Such as user:0190...")
        @Nullable
        String subject;

        @Option(names = "--count", paramLabel = "N", description = "How many, at most 100. Default: 20.")
        int count = 20;

        @Spec
        @Nullable
        CommandSpec spec;

        ListNewest(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            if ((count < 1 || count > MOST) && spec != null) {
                throw new ParameterException(spec.commandLine(), "--count accepts 1 to " + MOST);
            }
            List<AuditEntry> entries = hexforge.tenancy().audit(new AuditQuestion(action, subject, count));
            if (output.json) {
                output.writeJson(terminal, entries);
                return;
            }
            Output.table(
                    terminal,
                    List.of("AT", "WHO", "ACTION", "SUBJECT", "FROM", "DETAILS"),
                    entries.stream().map(ListNewest::row).toList());
        }

        private static List<String> row(AuditEntry entry) {
            String details = new TreeMap<>(entry.details())
                    .entrySet().stream()
                            .map((Map.Entry<String, String> each) -> each.getKey() + "=" + each.getValue())
                            .collect(Collectors.joining(" "));
            return List.of(
                    entry.at(),
                    entry.actorId() == null ? "-" : entry.actorId(),
                    entry.action(),
                    entry.subject(),
                    entry.ip() == null ? "-" : entry.ip(),
                    details);
        }
    }

    @Command(name = "check", description = "Recomputes the hashes of all entries; fails if one was changed or removed.")
    private static final class Check extends ClientCommand {
        Check(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            Optional<String> flaw = hexforge.tenancy().checkAudit();
            if (flaw.isPresent()) {
                throw new CommandFailed("the audit log is broken: " + flaw.get());
            }
            if (output.json) {
                output.writeJson(terminal, Map.of("intact", true));
            } else {
                terminal.out().println("the audit log is whole");
            }
        }
    }
}
