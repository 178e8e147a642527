package io.hexforge.adapter.http;

import java.io.Serial;

/// Ends a request with a [Problem]. Carries no stack trace: it is an answer, not a fault.
public class Refused extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public Refused(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
