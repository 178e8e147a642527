package io.hexforge.adapter.cli;

import picocli.CommandLine.Command;

@Command(name = "whoami", description = "Shows who you are there.")
final class WhoAmICommand extends ClientCommand {
    WhoAmICommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    void run(Hexforge hexforge) {
        Account.Me me = hexforge.account().whoAmI();
        if (output.json) {
            output.writeJson(terminal, me);
            return;
        }
        String email = me.email() == null ? "" : " <" + me.email() + ">";
        String role = me.role() == null ? "no role" : me.role();
        terminal.out()
                .println(me.username() + email + ", " + role + " in tenant " + me.tenantId()
                        + (me.systemAdmin() ? ", administers the installation" : ""));
    }
}
