package io.hexforge.adapter.cli;

import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;

/// Commands as a user types them, over the in-process ports, and what the last one wrote.
class TypedCommands {
    final InProcessInstallation installation = new InProcessInstallation();
    String out = "";
    String err = "";

    final int run(String... arguments) {
        return piping("", arguments);
    }

    final int piping(String input, String... arguments) {
        var written = new StringWriter();
        var complained = new StringWriter();
        var terminal = new Terminal(new PrintWriter(written), new PrintWriter(complained), new StringReader(input));
        int status = new CommandLineApp(installation, terminal).run(arguments);
        out = written.toString();
        err = complained.toString();
        return status;
    }
}
