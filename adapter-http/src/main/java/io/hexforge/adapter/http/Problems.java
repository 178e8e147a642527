package io.hexforge.adapter.http;

import io.hexforge.domain.Violation;
import io.hexforge.domain.gateway.UnsupportedField;
import io.hexforge.ports.driven.PortException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns whatever ends a request early into its status and body: the one mapping of errors.
///
/// The body is RFC 9457's, or on routes of a vendor's dialect that vendor's. It never shows a stack trace or the
/// message of an unexpected exception.
public final class Problems {
    static final String PROBLEM_JSON = "application/problem+json";
    private static final String TYPE_PREFIX = "urn:hexforge:problem:";
    private static final int OVERLOADED = 529;
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    static void addTo(RoutesConfig routes) {
        routes.exception(HttpResponseException.class, (e, ctx) -> answer(ctx, problem(e, ctx)));
        routes.exception(Exception.class, (e, ctx) -> answer(ctx, problem(e, ctx)));
    }

    /// {@return what an exception means to the client}
    static Problem problem(Exception e, Context ctx) {
        return switch (e) {
            case Refused refused -> refused.problem();
            case UnsupportedField field -> problem(field);
            case PortException broken -> problem(broken, ctx);
            case MethodNotAllowedResponse notAllowed -> methodNotAllowed(notAllowed, ctx);
            case HttpResponseException framework -> ofStatus(framework.getStatus(), framework.getMessage(), ctx);
            case HttpException.RuntimeException bad -> ofStatus(bad.getCode(), bad.getReason(), ctx);
            // Only a path that cannot be decoded fails before its route is reached.
            case IllegalArgumentException undecodable
            when Exchange.of(ctx).route() == null ->
                new BadRequest("", "was sent to a path that cannot be decoded").problem();
            default -> unexpected(e, ctx);
        };
    }

    private static Problem problem(UnsupportedField field) {
        String pointer = "/" + field.field().replace("[", "/").replace("]", "").replace('.', '/');
        return new Problem(
                400,
                "unsupported_field",
                "A field cannot be honoured",
                field.field() + " " + field.detail(),
                List.of(new Violation(pointer, field.detail())),
                Map.of(),
                Map.of(),
                null);
    }

    private static Problem problem(PortException e, Context ctx) {
        return switch (e.kind()) {
            case UNAVAILABLE -> {
                LOG.warn("a dependency is unavailable: {}", e.getMessage());
                yield Problem.unavailable("something that is needed does not answer; try again");
            }
            case TIMEOUT -> {
                LOG.warn("a dependency timed out: {}", e.getMessage());
                yield Problem.of(504, "timeout", "It took too long", "whether it was done is not known");
            }
            case BROKEN -> unexpected(e, ctx);
        };
    }

    private static Problem unexpected(Exception e, Context ctx) {
        Exchange exchange = Exchange.of(ctx);
        LOG.atError()
                .addKeyValue("requestId", exchange.requestId())
                .addKeyValue("traceId", exchange.trace().traceId())
                .setCause(e)
                .log("unexpected failure of a request");
        return Problem.internal();
    }

    private static Problem methodNotAllowed(MethodNotAllowedResponse e, Context ctx) {
        String html = e.getDetails().getOrDefault("Available methods", "");
        return Problem.methodNotAllowed(ctx.req().getMethod(), e.getDetails().getOrDefault("availableMethods", html));
    }

    private static Problem ofStatus(int status, @Nullable String reason, Context ctx) {
        return status == 404
                ? Problem.notFound("there is nothing at " + ctx.req().getMethod() + " " + ctx.path())
                : ofStatus(status, reason);
    }

    /// {@return the problem of a status that the framework chose}
    static Problem ofStatus(int status, @Nullable String reason) {
        String title = Optional.ofNullable(HttpStatus.getMessage(status)).orElse("Refused");
        String code = title.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        if (status >= 500) {
            return status == 503 ? Problem.unavailable("try again") : Problem.of(status, code, title, title);
        }
        return Problem.of(status, code, title, reason == null ? title : reason);
    }

    /// Answers with a problem, if nothing has been answered yet; else cuts the connection, so that what was sent so
    /// far cannot pass for the whole.
    public static void answer(Context ctx, Problem problem) {
        HttpServletResponse response = ctx.res();
        if (response.isCommitted()) {
            Connections.cut(ctx.req());
            return;
        }
        Exchange exchange = Exchange.of(ctx);
        if (problem.status() == 405 && ctx.req().getMethod().equals("OPTIONS")) {
            response.setHeader("Allow", problem.headers().get("Allow"));
            response.setStatus(204);
            return;
        }
        Rendered rendered = render(
                problem, ctx.path(), exchange.requestId(), exchange.trace().traceId());
        response.resetBuffer();
        response.setHeader("Content-Disposition", null);
        problem.headers().forEach(response::setHeader);
        try {
            response.setStatus(rendered.status());
            response.setContentType(null); // forgets the charset of the default type
            response.setContentType(rendered.contentType());
            response.setContentLength(rendered.body().length);
            response.getOutputStream().write(rendered.body());
            response.flushBuffer();
            if (!"close".equals(problem.headers().get("Connection"))) {
                Connections.drain(ctx.req());
            }
        } catch (IOException clientLeft) {
            LOG.debug("the client left before its answer", clientLeft);
        }
    }

    /// An error as it goes over the wire.
    record Rendered(int status, String contentType, byte[] body) {}

    /// Renders in the shape that belongs to `path`.
    static Rendered render(Problem problem, String path, String requestId, String traceId) {
        if (problem.body() != null) {
            return new Rendered(problem.status(), "application/json", problem.body());
        }
        return switch (ErrorShape.of(path)) {
            case PROBLEM -> new Rendered(problem.status(), PROBLEM_JSON, Json.bytes(rfc9457(problem, path, traceId)));
            case OPENAI -> new Rendered(problem.status(), "application/json", openAi(problem));
            case ANTHROPIC ->
                new Rendered(
                        problem.status() == 503 ? OVERLOADED : problem.status(),
                        "application/json",
                        anthropic(problem, requestId));
        };
    }

    private static Map<String, Object> rfc9457(Problem problem, String path, String traceId) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", TYPE_PREFIX + problem.code());
        body.put("title", problem.title());
        body.put("status", problem.status());
        body.put("detail", problem.detail());
        body.put("instance", path);
        body.put("code", problem.code());
        body.put("traceId", traceId);
        var errors = new ArrayList<Map<String, String>>();
        for (Violation violation : problem.violations()) {
            errors.add(Map.of("pointer", violation.pointer(), "detail", violation.detail()));
        }
        body.put("errors", errors);
        body.putAll(problem.members());
        return body;
    }

    /// {@return the body `{"error":{message,type,param,code}}`, which is also what goes into a running stream}
    public static byte[] openAi(Problem problem) {
        boolean ours = problem.status() >= 500;
        String type = ours ? "server_error" : problem.status() == 429 ? problem.code() : "invalid_request_error";
        String code = problem.code().equals("invalid_request") ? null : problem.code();
        var error = new LinkedHashMap<String, @Nullable Object>();
        error.put("message", problem.detail());
        error.put("type", type);
        error.put("param", problem.param());
        error.put("code", code);
        return Json.bytes(Map.of("error", error));
    }

    /// {@return the body `{"type":"error","error":{type,message},"request_id"}`, also for a running stream}
    public static byte[] anthropic(Problem problem, String requestId) {
        String type = switch (problem.status()) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, OVERLOADED -> "overloaded_error";
            case 408, 504 -> "timeout_error";
            default -> problem.status() >= 500 ? "api_error" : "invalid_request_error";
        };
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "error");
        body.put("error", Map.of("type", type, "message", problem.detail()));
        body.put("request_id", requestId);
        return Json.bytes(body);
    }
}
