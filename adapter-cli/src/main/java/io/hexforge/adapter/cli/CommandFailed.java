package io.hexforge.adapter.cli;

import java.io.Serial;

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
}
