package io.hexforge.adapter.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "config", description = "Shows the effective settings and where each comes from; secrets masked.")
final class ConfigCommand extends InstallationCommand {
    @Mixin
    final Output output = new Output();

    ConfigCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    public Integer call() {
        var settings = installation.settings();
        if (output.json) {
            output.writeJson(terminal, settings);
        } else {
            Output.table(
                    terminal,
                    List.of("NAME", "VALUE", "FROM"),
                    settings.stream()
                            .map(setting -> List.of(setting.name(), setting.value(), setting.source()))
                            .toList());
        }
        return 0;
    }
}
