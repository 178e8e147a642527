package io.hexforge.domain.gateway;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Why a provider did not answer, or stopped answering.
///
/// @param status the provider's HTTP status; 0 when none came
/// @param message for the client; names no secret
/// @param param the field of the request that is at fault, if one is
/// @param retryAfter how long the provider wants to be left alone
/// @param body the provider's own error body, when it is in the client's dialect and concerns the client's request
public record UpstreamFault(
        Kind kind,
        int status,
        String message,
        @Nullable String param,
        @Nullable Duration retryAfter,
        byte @Nullable [] body) {
    public enum Kind {
        /// The request itself is at fault; another attempt will fail alike.
        INVALID_REQUEST,
        /// The provider's format cannot express the request; another's may.
        UNSUPPORTED,
        CONTEXT_LENGTH,
        CONTENT_FILTER,
        UNKNOWN_MODEL,
        TOO_LARGE,
        /// The provider refuses our key.
        CREDENTIAL,
        /// Nothing is set up that could serve the request.
        NOT_CONFIGURED,
        /// The address leads where users may not reach.
        FORBIDDEN_ADDRESS,
        RATE_LIMITED,
        QUOTA,
        OVERLOADED,
        SERVER_ERROR,
        /// No connection, or it broke before the answer began.
        UNREACHABLE,
        FIRST_TOKEN_TIMEOUT,
        DEADLINE,
        /// The answer began and then nothing came.
        STALLED,
        /// The answer ended before it was whole.
        TRUNCATED,
        /// What came is not in the provider's format.
        MALFORMED,
        /// The client went away.
        CANCELLED
    }

    public static UpstreamFault of(Kind kind, String message) {
        return new UpstreamFault(kind, 0, message, null, null, null);
    }

    public static UpstreamFault invalid(UnsupportedField problem) {
        String field = problem.field().isEmpty() ? "the body" : problem.field();
        return new UpstreamFault(Kind.UNSUPPORTED, 400, field + " " + problem.detail(), problem.field(), null, null);
    }

    /// {@return whether the same call may well succeed a little later}
    public boolean transientFault() {
        return switch (kind) {
            case RATE_LIMITED,
                    OVERLOADED,
                    SERVER_ERROR,
                    UNREACHABLE,
                    FIRST_TOKEN_TIMEOUT,
                    STALLED,
                    TRUNCATED,
                    MALFORMED -> true;
            case INVALID_REQUEST,
                    UNSUPPORTED,
                    CONTEXT_LENGTH,
                    CONTENT_FILTER,
                    UNKNOWN_MODEL,
                    TOO_LARGE,
                    CREDENTIAL,
                    NOT_CONFIGURED,
                    FORBIDDEN_ADDRESS,
                    QUOTA,
                    DEADLINE,
                    CANCELLED -> false;
        };
    }
}
