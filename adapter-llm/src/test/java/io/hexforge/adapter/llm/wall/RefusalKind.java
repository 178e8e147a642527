package io.hexforge.adapter.llm.wall;

/// Why a provider refuses, whatever the vendor calls it.
public enum RefusalKind {
    INVALID_REQUEST(400),
    CONTEXT_LENGTH(400),
    CONTENT_FILTER(400),
    BAD_KEY(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    WRONG_METHOD(405),
    TOO_LARGE(413),
    RATE_LIMITED(429),
    OUT_OF_QUOTA(429),
    INTERNAL(500),
    BAD_GATEWAY(502),
    UNAVAILABLE(503),
    GATEWAY_TIMEOUT(504),
    OVERLOADED(529);

    private final int status;

    RefusalKind(int status) {
        this.status = status;
    }

    /// {@return the HTTP status, unless the vendor has its own}
    public int status() {
        return status;
    }
}
