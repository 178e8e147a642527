package io.hexforge.app.config;

import java.io.Serial;
import java.util.List;

/// The settings cannot be used. Carries every problem found, each with the variable's name and what it accepts.
public final class InvalidConfig extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String[] problems;

    InvalidConfig(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = problems.toArray(String[]::new);
    }

    public List<String> problems() {
        return List.of(problems);
    }
}
