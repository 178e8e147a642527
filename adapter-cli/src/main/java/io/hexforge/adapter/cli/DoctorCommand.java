package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.Installation.Check;
import io.hexforge.domain.ops.HealthState.Level;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "doctor", description = "Checks everything that Hexforge needs and says what to do.")
final class DoctorCommand extends InstallationCommand {
    @Mixin
    final Output output = new Output();

    DoctorCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    /// Fails if something is down.
    @Override
    public Integer call() {
        List<Check> checks = installation.checks();
        if (output.json) {
            output.writeJson(terminal, checks);
        } else {
            checks.forEach(this::write);
        }
        boolean down = checks.stream().anyMatch(check -> check.state().level() == Level.DOWN);
        return down ? CommandLineApp.FAILED : 0;
    }

    private void write(Check check) {
        String mark = switch (check.state().level()) {
            case UP -> "ok  ";
            case DEGRADED -> "warn";
            case DOWN -> "FAIL";
        };
        terminal.out().println(mark + "  " + check.name() + ": " + check.state().detail());
        if (!check.advice().isEmpty()) {
            terminal.out().println("      -> " + check.advice());
        }
    }
}
