package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.Tenancy.Invitation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "invites", description = "Invitations by mail, and codes to sign up with: create, list, revoke.")
final class InvitesCommand {
    private InvitesCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new InvitesCommand())
                .addSubcommand("create", new Create(installation, terminal))
                .addSubcommand("list", new ListAll(installation, terminal))
                .addSubcommand("revoke", new Revoke(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    @Command(name = "create", description = "Invites somebody into your tenant by mail; without EMAIL makes a code.")
    private static final class Create extends ClientCommand {
        @Parameters(arity = "0..1", paramLabel = "EMAIL")
        @Nullable
        String email;

        @Option(names = "--role", paramLabel = "ROLE", description = "viewer, member, admin or owner. Default: member.")
        String role = "member";

        @Option(names = "--max-uses", paramLabel = "N", description = "How many a code lets sign up. Default: 5.")
        int maxUses = 5;

        Create(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            Tenancy tenancy = hexforge.tenancy();
            Invitation made = email == null ? tenancy.makeCode(maxUses) : tenancy.invite(email, role);
            if (output.json) {
                output.writeJson(terminal, made);
            } else if (email == null) {
                terminal.out().println(made.what());
            } else {
                terminal.out().println(made.what() + " is invited as " + made.detail());
            }
        }
    }

    @Command(name = "list", description = "Lists invitations and codes.")
    private static final class ListAll extends ClientCommand {
        ListAll(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            List<Invitation> found = hexforge.tenancy().invitations();
            if (output.json) {
                output.writeJson(terminal, found);
                return;
            }
            Output.table(
                    terminal,
                    List.of("ID", "EMAIL OR CODE", "ROLE OR USES", "STATE"),
                    found.stream()
                            .map(each -> List.of(each.id(), each.what(), each.detail(), each.status()))
                            .toList());
        }
    }

    @Command(name = "revoke", description = "Withdraws an invitation or a code.")
    private static final class Revoke extends ClientCommand {
        @Parameters(paramLabel = "ID")
        String id = "";

        Revoke(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        void run(Hexforge hexforge) {
            hexforge.tenancy().revokeInvitation(id);
            if (!output.json) {
                terminal.out().println(id + " is revoked");
            }
        }
    }
}
