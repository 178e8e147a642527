package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Google's wire format: generateContent, streamGenerateContent, countTokens, embeddings, models.
///
/// As Google does it, a wrong key is a 400 (`API_KEY_INVALID`) and no key a 403.
final class GeminiVendor implements Vendor {
    private static final Set<String> CHAT_MODELS =
            new LinkedHashSet<>(List.of("gemini-2.5-flash", "gemini-2.5-pro", "gemini-3-pro-preview"));
    private static final Set<String> EMBEDDING_MODELS = new LinkedHashSet<>(List.of("gemini-embedding-001"));
    private static final int NATURAL_DIMENSIONS = 3072;

    private final Catalogue catalogue;

    GeminiVendor(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public boolean owns(Request request) {
        String path = request.path();
        return !path.contains("/openai/")
                && (path.contains("/v1beta/")
                        || request.header("x-goog-api-key") != null
                        || path.contains(":generate"));
    }

    @Override
    public boolean produces(Request request) {
        return switch (method(request.path())) {
            case "generateContent", "streamGenerateContent", "embedContent", "batchEmbedContents" -> true;
            default -> false;
        };
    }

    /// {@return what follows the colon after the model's name}
    private static String method(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        return last.substring(last.indexOf(':') + 1);
    }

    @Override
    public @Nullable Refusal unauthorized(Request request) {
        String key = request.header("x-goog-api-key");
        for (String pair : request.query().split("&")) {
            if (pair.startsWith("key=")) {
                key = URLDecoder.decode(pair.substring(4), StandardCharsets.UTF_8);
            }
        }
        if (catalogue.accepts(key)) {
            return null;
        }
        return key == null
                ? new Refusal(
                        RefusalKind.FORBIDDEN,
                        "Method doesn't allow unregistered callers (callers without established identity).",
                        null,
                        null)
                : new Refusal(RefusalKind.BAD_KEY, complaint(RefusalKind.BAD_KEY), null, null);
    }

    @Override
    public void serve(Exchange exchange) throws IOException, Refusal {
        Request request = exchange.request();
        String path = request.path();
        if (path.endsWith("/models")) {
            var list = Json.object();
            var models = list.putArray("models");
            catalogue.models(CHAT_MODELS).forEach(name -> models.add(model(name)));
            EMBEDDING_MODELS.forEach(name -> models.add(model(name)));
            exchange.json(list);
            return;
        }
        int start = path.indexOf("/models/");
        if (start < 0) {
            throw new Refusal(RefusalKind.NOT_FOUND, "Requested entity was not found.", null, null);
        }
        String name = path.substring(start + "/models/".length());
        int colon = name.indexOf(':');
        String model = colon < 0 ? name : name.substring(0, colon);
        String method = colon < 0 ? "get" : name.substring(colon + 1);
        known(model, method);
        switch (method) {
            case "get" -> exchange.json(model(model));
            case "generateContent", "streamGenerateContent" -> generate(exchange, model, method.startsWith("stream"));
            case "countTokens" -> count(exchange, model);
            case "embedContent" -> embed(exchange, false);
            case "batchEmbedContents" -> embed(exchange, true);
            default -> throw new Refusal(RefusalKind.NOT_FOUND, "Requested entity was not found.", null, null);
        }
    }

    private void known(String model, String method) throws Refusal {
        boolean embeds = EMBEDDING_MODELS.contains(model);
        boolean fits = method.contains("mbed") ? embeds : !embeds || method.equals("get");
        if (!fits || !(embeds || catalogue.serves(CHAT_MODELS, model))) {
            throw new Refusal(
                    RefusalKind.NOT_FOUND,
                    "models/" + model + " is not found for API version v1beta, or is not supported for " + method
                            + ". Call ListModels to see the list of available models and their supported methods.",
                    null,
                    null);
        }
    }

    private static void generate(Exchange exchange, String model, boolean stream) throws IOException, Refusal {
        Refusal.unless(
                !stream || exchange.request().query().contains("alt=sse"), "The wall streams with alt=sse only.", null);
        ObjectNode body = Vendor.body(exchange.request());
        Ask ask = GeminiReader.read(body, model);
        ask.stream = stream;
        new GeminiWriter(exchange, ask, body).write();
    }

    private static void count(Exchange exchange, String model) throws IOException, Refusal {
        ObjectNode body = Vendor.body(exchange.request());
        GeminiFields.normalize(body, "CountTokensRequest", "");
        JsonNode whole = body.path("generateContentRequest");
        Ask ask = GeminiReader.read(whole instanceof ObjectNode inner ? inner : body, model);
        int tokens = Tokens.inCharacters(ask.promptCharacters);
        var answer = Json.object().put("totalTokens", tokens);
        answer.putArray("promptTokensDetails")
                .addObject()
                .put("modality", "TEXT")
                .put("tokenCount", tokens);
        exchange.json(answer);
    }

    private static void embed(Exchange exchange, boolean batch) throws IOException, Refusal {
        ObjectNode body = Vendor.body(exchange.request());
        GeminiFields.normalize(body, batch ? "BatchEmbedContentsRequest" : "EmbedContentRequest", "");
        if (!batch) {
            var answer = Json.object();
            answer.set("embedding", vector(body));
            exchange.answer(answer, 0);
            return;
        }
        JsonNode requests = body.path("requests");
        Refusal.unless(requests.size() > 0, "* BatchEmbedContentsRequest.requests: requests is not specified", null);
        var answer = Json.object();
        var embeddings = answer.putArray("embeddings");
        for (JsonNode each : requests) {
            Refusal.unless(
                    each.path("model").asText().startsWith("models/"),
                    "* BatchEmbedContentsRequest.requests[0].model: unexpected model name format",
                    null);
            embeddings.add(vector(each));
        }
        exchange.answer(answer, 0);
    }

    private static ObjectNode vector(JsonNode request) throws Refusal {
        var text = new StringBuilder();
        request.path("content")
                .path("parts")
                .forEach(part -> text.append(part.path("text").asText()));
        Refusal.unless(!text.isEmpty(), "* EmbedContentRequest.content: content is not specified", null);
        int dimensions = request.path("outputDimensionality").asInt(NATURAL_DIMENSIONS);
        Refusal.unless(dimensions >= 1 && dimensions <= NATURAL_DIMENSIONS, "outputDimensionality is invalid", null);
        var embedding = Json.object();
        embedding.set("values", Vectors.array(Vectors.of(text.toString(), dimensions)));
        return embedding;
    }

    private static ObjectNode model(String name) {
        var model = Json.object()
                .put("name", "models/" + name)
                .put("version", "001")
                .put("displayName", name)
                .put("description", "A model of the wall.")
                .put("inputTokenLimit", 1_048_576)
                .put("outputTokenLimit", 65_536);
        var methods = model.putArray("supportedGenerationMethods");
        if (EMBEDDING_MODELS.contains(name)) {
            methods.add("embedContent").add("countTokens");
        } else {
            methods.add("generateContent").add("countTokens");
            model.put("temperature", 1).put("topP", 0.95).put("topK", 64).put("maxTemperature", 2);
        }
        return model;
    }

    /// A prompt that is blocked gets a 200 without candidates.
    @Override
    public boolean answersItself(RefusalKind kind) {
        return kind == RefusalKind.CONTENT_FILTER;
    }

    @Override
    public String complaint(RefusalKind kind) {
        return switch (kind) {
            case BAD_KEY -> "API key not valid. Please pass a valid API key.";
            case CONTEXT_LENGTH ->
                "The input token count (1100000) exceeds the maximum number of tokens allowed (1048575).";
            case RATE_LIMITED, OUT_OF_QUOTA ->
                "You exceeded your current quota, please check your plan and billing details.";
            case OVERLOADED, UNAVAILABLE -> "The model is overloaded. Please try again later.";
            case INTERNAL -> "An internal error has occurred. Please retry.";
            default -> Vendor.super.complaint(kind);
        };
    }

    @Override
    public int status(Refusal refusal) {
        return switch (refusal.kind()) {
            case BAD_KEY -> 400;
            case WRONG_METHOD -> 404;
            case OVERLOADED -> 503;
            default -> refusal.kind().status();
        };
    }

    @Override
    public ObjectNode error(Refusal refusal, String requestId) {
        String status = switch (refusal.kind()) {
            case INVALID_REQUEST, CONTEXT_LENGTH, CONTENT_FILTER, BAD_KEY, TOO_LARGE -> "INVALID_ARGUMENT";
            case FORBIDDEN -> "PERMISSION_DENIED";
            case NOT_FOUND, WRONG_METHOD -> "NOT_FOUND";
            case RATE_LIMITED, OUT_OF_QUOTA -> "RESOURCE_EXHAUSTED";
            case INTERNAL, BAD_GATEWAY -> "INTERNAL";
            case UNAVAILABLE, OVERLOADED -> "UNAVAILABLE";
            case GATEWAY_TIMEOUT -> "DEADLINE_EXCEEDED";
        };
        var body = Json.object();
        var error = body.putObject("error")
                .put("code", status(refusal))
                .put("message", refusal.text())
                .put("status", status);
        Duration retryAfter = refusal.retryAfter();
        if (refusal.kind() == RefusalKind.BAD_KEY) {
            error.putArray("details")
                    .addObject()
                    .put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                    .put("reason", "API_KEY_INVALID")
                    .put("domain", "googleapis.com");
        } else if (retryAfter != null) {
            error.putArray("details")
                    .addObject()
                    .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
                    .put("retryDelay", retryAfter.toMillis() / 1000.0 + "s");
        }
        return body;
    }

    @Override
    public String requestIdHeader() {
        return "x-request-id";
    }
}
