package io.hexforge.adapter.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where commands write and read. One user at a time.
public final class Terminal {
    private final PrintWriter out;
    private final PrintWriter err;
    private final BufferedReader in;
    private final @Nullable Console console;

    /// A terminal that nobody sits at.
    public Terminal(PrintWriter out, PrintWriter err, Reader in) {
        this(out, err, in, null);
    }

    private Terminal(PrintWriter out, PrintWriter err, Reader in, @Nullable Console console) {
        this.out = out;
        this.err = err;
        this.in = new BufferedReader(in);
        this.console = console;
    }

    /// The terminal of this process.
    public static Terminal system() {
        return new Terminal(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                new InputStreamReader(System.in, StandardCharsets.UTF_8),
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .orElse(null));
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    boolean interactive() {
        return console != null;
    }

    /// Writes text as it comes, without a line break.
    void write(String text) {
        out.print(text);
        out.flush();
    }

    /// {@return the next line of input, or empty at its end}
    Optional<String> readLine(String prompt) {
        if (interactive()) {
            err.print(prompt);
            err.flush();
        }
        try {
            return Optional.ofNullable(in.readLine());
        } catch (IOException e) {
            throw new CommandFailed("cannot read the input: " + e.getMessage(), e);
        }
    }

    /// {@return all input that is left, without blanks at its ends}
    String readAll() {
        return in.lines()
                .reduce("", (text, line) -> text.isEmpty() ? line : text + "\n" + line)
                .strip();
    }

    /// Reads a line that is not echoed when somebody types it. Blanks at its ends belong to it.
    String readSecret(String prompt) {
        if (console != null) {
            char[] typed = console.readPassword("%s", prompt);
            return typed == null ? "" : new String(typed);
        }
        return readLine(prompt).orElse("");
    }
}
