package io.hexforge.adapter.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "sessions", description = "Where you are logged in: list, end.")
final class SessionsCommand {
    private SessionsCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new SessionsCommand())
                .addSubcommand("list", new ListAll(installation, terminal))
                .addSubcommand("end", new End(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    @Command(name = "list", description = "Lists your sessions, the last used first.")
    private static final class ListAll extends ClientCommand {
        ListAll(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            List<Account.OpenSession> sessions = hexforge.account().sessions();
            if (output.json) {
                output.writeJson(terminal, sessions);
                return;
            }
            Output.table(
                    terminal,
                    List.of("ID", "THIS ONE", "LAST USED", "FROM", "DEVICE"),
                    sessions.stream()
                            .map(each -> List.of(
                                    each.id(),
                                    each.current() ? "yes" : "-",
                                    each.lastSeenAt(),
                                    each.ip(),
                                    each.userAgent()))
                            .toList());
        }
    }

    @Command(name = "end", description = "Ends one of your sessions, or all others.")
    private static final class End extends ClientCommand {
        private static final String NOT_FRESH = "reauthentication_required";

        @Parameters(paramLabel = "ID", arity = "0..1")
        @Nullable
        String id;

        @Option(names = "--others", description = "All but the one that asks.")
        boolean others;

        @Spec
        @Nullable
        CommandSpec spec;

        End(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            if ((id == null) != others && spec != null) {
                throw new ParameterException(spec.commandLine(), "name a session, or --others");
            }
            Account account = hexforge.account();
            int ended;
            try {
                ended = end(account);
            } catch (ServerRefusal refusal) {
                if (!refusal.code().equals(NOT_FRESH)) {
                    throw refusal;
                }
                account.prove(terminal::readSecret);
                ended = end(account);
            }
            if (output.json) {
                output.writeJson(terminal, Map.of("ended", ended));
            } else {
                terminal.out().println("ended: " + ended);
            }
        }

        private int end(Account account) {
            if (id == null) {
                return account.endOtherSessions();
            }
            account.endSession(id);
            return 1;
        }
    }
}
