package io.hexforge.adapter.cli;

import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "auth", description = "How people log in here: calibrate.")
final class AuthCommand {
    private AuthCommand() {}

    static CommandLine with(Installation installation, Terminal terminal) {
        return new CommandLine(new AuthCommand())
                .addSubcommand("calibrate", new Calibrate(installation, terminal))
                .addSubcommand("help", new HelpCommand());
    }

    @Command(
            name = "calibrate",
            description = "Measures this machine, and says how passwords may be hashed within the time that is given.")
    private static final class Calibrate extends InstallationCommand {
        @Mixin
        final Output output = new Output();

        @Option(
                names = "--millis",
                paramLabel = "MS",
                defaultValue = "250",
                description = "How long one hash may take. Default: 250.")
        int millis;

        Calibrate(Installation installation, Terminal terminal) {
            super(installation, terminal);
        }

        @Override
        public Integer call() {
            if (millis < 1) {
                throw new CommandFailed("--millis must be above 0");
            }
            List<Installation.Calibration> found = installation.calibrate(Duration.ofMillis(millis));
            if (output.json) {
                output.writeJson(terminal, found);
            } else {
                Output.table(
                        terminal,
                        List.of("SETTINGS", "ONE HASH"),
                        found.stream()
                                .map(each -> List.of(each.settings(), each.millis() + " ms"))
                                .toList());
            }
            return 0;
        }
    }
}
