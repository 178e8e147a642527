package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Anthropic's wire format: messages, token counts, models.
final class AnthropicVendor implements Vendor {
    private static final Set<String> MODELS =
            new LinkedHashSet<>(List.of("claude-sonnet-4-5", "claude-haiku-4-5", "claude-opus-4-1"));

    /// The newer one knows no sampling parameters, no documents of the assistant and no citations of the user.
    private static final List<String> VERSIONS = List.of("2023-06-01", "2026-10-21");

    private final Catalogue catalogue;

    AnthropicVendor(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public boolean owns(Request request) {
        return request.path().endsWith("/messages")
                || request.path().endsWith("/messages/count_tokens")
                || request.header("anthropic-version") != null;
    }

    @Override
    public boolean produces(Request request) {
        return request.path().endsWith("/messages");
    }

    @Override
    public @Nullable Refusal unauthorized(Request request) {
        String bearer = request.header("authorization");
        String key = bearer != null && bearer.startsWith("Bearer ") ? bearer.substring(7) : request.header("x-api-key");
        if (catalogue.accepts(key)) {
            return null;
        }
        String message = key == null ? "x-api-key header is required" : "invalid x-api-key";
        return new Refusal(RefusalKind.BAD_KEY, message, null, null);
    }

    @Override
    public void serve(Exchange exchange) throws IOException, Refusal {
        Request request = exchange.request();
        String version = request.header("anthropic-version");
        Refusal.unless(version != null, "anthropic-version: header is required", null);
        Refusal.unless(
                VERSIONS.contains(version), "anthropic-version: \"" + version + "\" is not a valid version", null);
        boolean strict = VERSIONS.getLast().equals(version);
        String path = request.path();
        if (path.endsWith("/messages")) {
            only("POST", request);
            ObjectNode body = Vendor.body(request);
            Ask ask = AnthropicReader.read(body, true, strict);
            known(ask.model);
            new AnthropicWriter(exchange, ask, body).write();
        } else if (path.endsWith("/count_tokens")) {
            only("POST", request);
            Ask ask = AnthropicReader.read(Vendor.body(request), false, strict);
            known(ask.model);
            exchange.json(Json.object().put("input_tokens", Tokens.inCharacters(ask.promptCharacters)));
        } else if (path.endsWith("/models")) {
            only("GET", request);
            list(exchange);
        } else if (path.contains("/models/")) {
            String id = path.substring(path.indexOf("/models/") + "/models/".length());
            known(id);
            exchange.json(model(id));
        } else {
            throw new Refusal(RefusalKind.NOT_FOUND, "Not found", null, null);
        }
    }

    private void list(Exchange exchange) throws IOException {
        List<String> models = catalogue.models(MODELS);
        var page = Json.object();
        var data = page.putArray("data");
        models.forEach(model -> data.add(model(model)));
        page.put("has_more", false).put("first_id", models.getFirst()).put("last_id", models.getLast());
        exchange.json(page);
    }

    private static ObjectNode model(String id) {
        return Json.object()
                .put("type", "model")
                .put("id", id)
                .put("display_name", id)
                .put("created_at", "2025-09-29T00:00:00Z")
                .put("max_input_tokens", 200_000)
                .put("max_tokens", 64_000);
    }

    private void known(String model) throws Refusal {
        if (!catalogue.serves(MODELS, model)) {
            throw new Refusal(RefusalKind.NOT_FOUND, "model: " + model, null, null);
        }
    }

    private static void only(String method, Request request) throws Refusal {
        if (!request.method().equals(method)) {
            throw new Refusal(RefusalKind.WRONG_METHOD, "Method Not Allowed", null, null);
        }
    }

    @Override
    public String complaint(RefusalKind kind) {
        return switch (kind) {
            case CONTEXT_LENGTH -> "prompt is too long: 210000 tokens > 200000 maximum";
            case CONTENT_FILTER -> "Output blocked by content filtering policy";
            case RATE_LIMITED ->
                "This request would exceed your organization's rate limit of 50,000 input tokens per minute.";
            case OUT_OF_QUOTA -> "Your credit balance is too low to access the Anthropic API.";
            case INTERNAL -> "Internal server error";
            default -> Vendor.super.complaint(kind);
        };
    }

    @Override
    public int status(Refusal refusal) {
        return switch (refusal.kind()) {
            case OUT_OF_QUOTA -> 402;
            default -> refusal.kind().status();
        };
    }

    @Override
    public ObjectNode error(Refusal refusal, String requestId) {
        String type = switch (refusal.kind()) {
            case INVALID_REQUEST, CONTEXT_LENGTH, CONTENT_FILTER, WRONG_METHOD -> "invalid_request_error";
            case OUT_OF_QUOTA -> "billing_error";
            case BAD_KEY -> "authentication_error";
            case FORBIDDEN -> "permission_error";
            case NOT_FOUND -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case RATE_LIMITED -> "rate_limit_error";
            case GATEWAY_TIMEOUT -> "timeout_error";
            case OVERLOADED -> "overloaded_error";
            case INTERNAL, BAD_GATEWAY, UNAVAILABLE -> "api_error";
        };
        var body = Json.object().put("type", "error");
        body.putObject("error").put("type", type).put("message", refusal.text());
        return body.put("request_id", requestId);
    }

    @Override
    public String errorEvent() {
        return "error";
    }

    @Override
    public Refusal failure() {
        return new Refusal(RefusalKind.OVERLOADED, "Overloaded", null, null);
    }

    @Override
    public String requestIdHeader() {
        return "request-id";
    }
}
