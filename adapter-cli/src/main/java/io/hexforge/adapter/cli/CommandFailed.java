package io.hexforge.adapter.cli;

import io.hexforge.domain.Violation;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/// A command cannot do what was asked. The message is one line for the user: what is wrong and what to do.
public class CommandFailed extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public CommandFailed(String message) {
        super(message);
    }

    public CommandFailed(String message, Throwable cause) {
        super(message, cause);
    }

    static CommandFailed of(List<Violation> violations) {
        return new CommandFailed(violations.stream()
                .map(violation -> (violation.pointer().replaceFirst("^/", "") + " " + violation.detail()).strip())
                .collect(Collectors.joining("; ")));
    }
}
