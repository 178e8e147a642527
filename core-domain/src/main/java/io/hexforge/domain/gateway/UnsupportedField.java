package io.hexforge.domain.gateway;

import java.io.Serial;

/// A field of a call is malformed, or cannot be brought from the caller's dialect to the provider's.
///
/// The one exception among the gateway's expected outcomes: it ends a parse or an encoding from any depth, and
/// becomes a 400 that names the field. Carries no stack trace.
public final class UnsupportedField extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String field;

    /// @param field where it stands in the caller's body, such as `messages[2].content[0].type`
    /// @param detail what is wrong, in one sentence
    public UnsupportedField(String field, String detail) {
        super(detail, null, false, false);
        this.field = field;
    }

    public String field() {
        return field;
    }

    /// {@return what is wrong, in one sentence}
    public String detail() {
        return String.valueOf(getMessage());
    }
}
