package io.hexforge.adapter.http;

import io.hexforge.domain.Violation;
import java.io.Serial;
import java.util.List;

/// Refuses input that is not valid: 400 with a pointer to each wrong field.
public final class BadRequest extends Refused {
    @Serial
    private static final long serialVersionUID = 1L;

    public BadRequest(List<Violation> violations) {
        super(Problem.badRequest(violations));
    }

    /// @param pointer a JSON pointer; empty for the whole body
    public BadRequest(String pointer, String detail) {
        this(List.of(new Violation(pointer, detail)));
    }
}
