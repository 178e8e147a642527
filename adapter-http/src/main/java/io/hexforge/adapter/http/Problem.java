package io.hexforge.adapter.http;

import io.hexforge.domain.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Why a request is not answered as asked, in no particular shape; [Problems] gives it the shape of the route.
///
/// @param status the HTTP status
/// @param code a stable word for programs, such as `not_found` or `model_not_found`
/// @param title what kind of problem it is, the same for each of its kind
/// @param detail what is wrong with this request, in one sentence
/// @param violations which parts of the input are wrong, if it is the input
/// @param headers response headers that belong to the answer, such as `Allow`
/// @param members what programs need besides to go on (RFC 9457, section 3.2), such as an `mfa_token`
/// @param body JSON to answer with as it is, because it is in the client's dialect already; null to render one
public record Problem(
        int status,
        String code,
        String title,
        String detail,
        List<Violation> violations,
        Map<String, String> headers,
        Map<String, Object> members,
        byte @Nullable [] body) {
    public Problem {
        violations = List.copyOf(violations);
        headers = Map.copyOf(headers);
        members = Map.copyOf(members);
    }

    public static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, List.of(), Map.of(), Map.of(), null);
    }

    public static Problem badRequest(List<Violation> violations) {
        var detail = new StringBuilder();
        for (Violation violation : violations) {
            detail.append(detail.isEmpty() ? "" : "; ");
            detail.append(violation.pointer().isEmpty() ? "the body" : violation.pointer());
            detail.append(' ').append(violation.detail());
        }
        return new Problem(
                400,
                "invalid_request",
                "The request is not valid",
                detail.toString(),
                violations,
                Map.of(),
                Map.of(),
                null);
    }

    public static Problem unauthorized(String detail) {
        return of(401, "invalid_api_key", "A valid credential is needed", detail)
                .with("WWW-Authenticate", "Bearer realm=\"hexforge\"");
    }

    /// A token was shown that is no longer, or never was, valid (RFC 6750, section 3.1).
    public static Problem invalidToken(String detail) {
        return of(401, "invalid_token", "A valid credential is needed", detail)
                .with("WWW-Authenticate", "Bearer realm=\"hexforge\", error=\"invalid_token\"");
    }

    public static Problem forbidden(String detail) {
        return of(403, "forbidden", "Not allowed", detail);
    }

    /// Something delicate is to be changed, and the last proof of who asks is too long ago.
    public static Problem reauthenticationRequired() {
        return of(
                403,
                "reauthentication_required",
                "Prove again who you are",
                "this needs a proof of who you are that is at most five minutes old");
    }

    /// Who asks has to set up a second factor before anything else.
    static Problem secondFactorRequired() {
        return of(
                403,
                "mfa_setup_required",
                "Set up a second factor",
                "everybody needs a second factor here: add a passkey, or an authenticator app at /v1/auth/mfa/setup");
    }

    public static Problem notFound(String detail) {
        return of(404, "not_found", "Not found", detail);
    }

    public static Problem methodNotAllowed(String method, String allowed) {
        return of(405, "method_not_allowed", "Method not allowed", method + " is not among: " + allowed)
                .with("Allow", allowed);
    }

    public static Problem conflict(String code, String detail) {
        return of(409, code, "Conflict with the present state", detail);
    }

    public static Problem preconditionFailed(String detail) {
        return of(412, "precondition_failed", "It was changed meanwhile", detail);
    }

    public static Problem bodyTooLarge(long limit) {
        return of(413, "body_too_large", "The body is too large", "a body may have at most " + limit + " bytes here")
                .with("Connection", "close");
    }

    public static Problem unsupportedMediaType(String detail) {
        return of(415, "unsupported_media_type", "The body's type is not understood", detail);
    }

    public static Problem tooManyRequests(String detail, long retryAfterSeconds) {
        return of(429, "rate_limit_exceeded", "Too many requests", detail)
                .with("Retry-After", Long.toString(retryAfterSeconds));
    }

    public static Problem internal() {
        return of(500, "internal_error", "Something broke here", "the error is logged under this request's id");
    }

    public static Problem unavailable(String detail) {
        return of(503, "unavailable", "Not possible at the moment", detail).with("Retry-After", "1");
    }

    public Problem with(String header, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Problem(status, code, title, detail, violations, all, members, body);
    }

    public Problem withMember(String name, Object value) {
        var all = new LinkedHashMap<>(members);
        all.put(name, value);
        return new Problem(status, code, title, detail, violations, headers, all, body);
    }

    public Problem withViolation(String pointer, String what) {
        return new Problem(status, code, title, detail, List.of(new Violation(pointer, what)), headers, members, body);
    }

    public Problem withBody(byte @Nullable [] ready) {
        return new Problem(status, code, title, detail, violations, headers, members, ready);
    }

    /// {@return the first wrong field as OpenAI writes it, such as `messages[0].content`, or null}
    @Nullable
    String param() {
        if (violations.isEmpty() || violations.getFirst().pointer().isEmpty()) {
            return null;
        }
        var param = new StringBuilder();
        for (String step : violations.getFirst().pointer().substring(1).split("/", -1)) {
            String name = step.replace("~1", "/").replace("~0", "~");
            if (!param.isEmpty() && name.chars().allMatch(Character::isDigit)) {
                param.append('[').append(name).append(']');
            } else {
                param.append(param.isEmpty() ? "" : ".").append(name);
            }
        }
        return param.toString();
    }
}
