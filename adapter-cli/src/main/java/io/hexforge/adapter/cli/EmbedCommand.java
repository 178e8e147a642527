package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.Hexforge.Embeddings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "embed", description = "Turns texts into vectors; without one, each line of the input is a text.")
final class EmbedCommand extends ClientCommand {
    private static final int SHOWN = 4;

    @Parameters(arity = "0..*", paramLabel = "TEXT", description = "The texts.")
    List<String> texts = List.of();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "provider/model, or a model's name.")
    @Nullable
    String model;

    EmbedCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    void run(Hexforge hexforge) {
        List<String> wanted = texts.isEmpty()
                ? terminal.readAll().lines().filter(line -> !line.isBlank()).toList()
                : texts;
        if (wanted.isEmpty()) {
            throw new CommandFailed("there is no text to embed");
        }
        Embeddings embeddings = hexforge.embed(model, wanted);
        if (output.json) {
            output.writeJson(terminal, embeddings);
        } else {
            embeddings.vectors().forEach(this::describe);
        }
    }

    private void describe(float[] vector) {
        var line = new StringBuilder(vector.length + " dimensions:");
        for (int i = 0; i < Math.min(SHOWN, vector.length); i++) {
            line.append(' ').append(vector[i]);
        }
        terminal.out().println(line.append(" …"));
    }
}
