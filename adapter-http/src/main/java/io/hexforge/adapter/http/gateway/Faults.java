package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Problem;
import io.hexforge.domain.gateway.UpstreamFault;
import java.time.Duration;

/// What a provider's fault means to the client.
final class Faults {
    private static final int CLIENT_LEFT = 499;
    private static final long MILLIS_PER_SECOND = 1000;

    private Faults() {}

    /// @param tried whether a provider was asked: then our own retries are used up, and the client is told that
    ///     another try will not help
    static Problem problem(UpstreamFault fault, boolean tried) {
        Problem problem = withRetryAfter(withParam(kindOf(fault), fault), fault.retryAfter());
        if (tried) {
            problem = problem.with("x-should-retry", "false");
        }
        // A provider's own refusal of the client's request is in its dialect already.
        boolean theClients = fault.status() >= 400 && fault.status() < 500;
        return theClients && fault.body() != null
                ? new Problem(
                        fault.status(),
                        problem.code(),
                        problem.title(),
                        problem.detail(),
                        problem.violations(),
                        problem.headers(),
                        problem.members(),
                        fault.body())
                : problem;
    }

    private static Problem kindOf(UpstreamFault fault) {
        return switch (fault.kind()) {
            case INVALID_REQUEST, UNSUPPORTED -> problem(400, "invalid_request", "The request is not valid", fault);
            case CONTEXT_LENGTH ->
                problem(400, "context_length_exceeded", "The prompt is too long for the model", fault);
            case CONTENT_FILTER -> problem(400, "content_filter", "The provider refuses this content", fault);
            case UNKNOWN_MODEL -> problem(404, "model_not_found", "There is no such model", fault);
            case TOO_LARGE -> problem(413, "request_too_large", "The request is too large for the provider", fault);
            case CREDENTIAL ->
                problem(502, "provider_credential_refused", "The provider refuses the key set up here", fault);
            case NOT_CONFIGURED -> problem(404, "provider_not_configured", "The provider is not set up", fault);
            case FORBIDDEN_ADDRESS ->
                problem(400, "forbidden_address", "The provider's address may not be reached", fault);
            case RATE_LIMITED -> problem(429, "rate_limit_exceeded", "The provider limits the rate", fault);
            case QUOTA -> problem(429, "insufficient_quota", "The quota at the provider is used up", fault);
            case OVERLOADED -> problem(503, "overloaded", "The provider is overloaded", fault);
            case SERVER_ERROR -> problem(502, "provider_error", "The provider failed", fault);
            case UNREACHABLE -> problem(502, "provider_unreachable", "The provider cannot be reached", fault);
            case FIRST_TOKEN_TIMEOUT, STALLED, DEADLINE ->
                problem(504, "provider_timeout", "The provider takes too long", fault);
            case TRUNCATED -> problem(502, "provider_truncated", "The provider's answer broke off", fault);
            case MALFORMED ->
                problem(502, "provider_malformed", "The provider's answer could not be understood", fault);
            case CANCELLED -> problem(CLIENT_LEFT, "client_closed_request", "The client went away", fault);
        };
    }

    private static Problem problem(int status, String code, String title, UpstreamFault fault) {
        return Problem.of(status, code, title, fault.message());
    }

    private static Problem withParam(Problem problem, UpstreamFault fault) {
        String param = fault.param();
        if (param == null) {
            return problem;
        }
        String pointer = "/" + param.replace("[", "/").replace("]", "").replace('.', '/');
        return problem.withViolation(pointer, fault.message());
    }

    private static Problem withRetryAfter(Problem problem, @org.jspecify.annotations.Nullable Duration after) {
        if (after == null) {
            return problem;
        }
        long seconds = Math.ceilDiv(after.toMillis(), MILLIS_PER_SECOND);
        return problem.with("Retry-After", Long.toString(seconds))
                .with("retry-after-ms", Long.toString(after.toMillis()));
    }
}
