package io.hexforge.adapter.cli;

import java.io.Serial;

/// That a server refused what a command asked, with the server's word for why.
final class ServerRefusal extends CommandFailed {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String code;

    ServerRefusal(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }
}
