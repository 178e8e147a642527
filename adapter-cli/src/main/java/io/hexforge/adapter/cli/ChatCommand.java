package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.Hexforge.Question;
import io.hexforge.adapter.cli.Hexforge.Reply;
import io.hexforge.adapter.cli.Hexforge.Speaker;
import io.hexforge.adapter.cli.Hexforge.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "chat", description = "Asks a model. Without a prompt: a conversation, one line a turn.")
final class ChatCommand extends ClientCommand {
    @Parameters(arity = "0..*", paramLabel = "PROMPT", description = "What to ask; - reads it from the input.")
    List<String> prompt = List.of();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "MODEL",
            description = "provider/model, or a model's name.")
    @Nullable
    String model;

    @Option(
            names = {"-s", "--system"},
            paramLabel = "TEXT",
            description = "Instructions for the model.")
    @Nullable
    String system;

    ChatCommand(Installation installation, Terminal terminal) {
        super(installation, terminal);
    }

    @Override
    void run(Hexforge hexforge) {
        var turns = new ArrayList<Turn>();
        if (system != null) {
            turns.add(new Turn(Speaker.SYSTEM, system));
        }
        if (prompt.isEmpty()) {
            converse(hexforge, turns);
            return;
        }
        String text = prompt.equals(List.of("-")) ? terminal.readAll() : String.join(" ", prompt);
        if (text.isBlank()) {
            throw new CommandFailed("the prompt is empty");
        }
        ask(hexforge, turns, text);
    }

    private void converse(Hexforge hexforge, List<Turn> turns) {
        if (terminal.interactive()) {
            terminal.err().println("Write, and end with an empty line or Ctrl-D.");
        }
        Optional<String> line = terminal.readLine("> ");
        while (line.isPresent() && !line.get().isBlank()) {
            ask(hexforge, turns, line.get());
            line = terminal.readLine("> ");
        }
    }

    private void ask(Hexforge hexforge, List<Turn> turns, String text) {
        turns.add(new Turn(Speaker.USER, text));
        Reply reply = hexforge.chat(new Question(model, turns), output.json ? delta -> {} : terminal::write);
        turns.add(new Turn(Speaker.ASSISTANT, reply.text()));
        if (output.json) {
            output.writeJson(terminal, reply);
        } else {
            terminal.out().println();
        }
    }
}
