package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.Hexforge.Model;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "models", description = "Lists the models that can be asked.")
final class ModelsCommand extends ClientCommand {
    @Option(names = "--provider", paramLabel = "NAME", description = "Only those of one provider.")
    @Nullable
    String provider;

    ModelsCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    void run(Hexforge hexforge) {
        List<Model> models = hexforge.models().stream()
                .filter(model -> provider == null || model.provider().equals(provider))
                .toList();
        if (output.json) {
            output.writeJson(terminal, models);
        } else {
            models.forEach(model -> terminal.out().println(model.id()));
        }
    }
}
