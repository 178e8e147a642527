package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// OpenAI's wire format: chat completions, embeddings, models. Takes every request that no other vendor owns.
final class OpenAiVendor implements Vendor {
    private static final Set<String> CHAT_MODELS =
            new LinkedHashSet<>(List.of("gpt-4o-mini", "gpt-4o", "gpt-5", "o4-mini", "deepseek-reasoner"));
    private static final Set<String> EMBEDDING_MODELS =
            new LinkedHashSet<>(List.of("text-embedding-3-small", "text-embedding-3-large"));
    static final long CREATED = 1_767_000_000;

    private final Catalogue catalogue;

    OpenAiVendor(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public boolean owns(Request request) {
        return true;
    }

    @Override
    public boolean produces(Request request) {
        return request.path().endsWith("/chat/completions") || request.path().endsWith("/embeddings");
    }

    @Override
    public @Nullable Refusal unauthorized(Request request) {
        String bearer = request.header("authorization");
        String key = bearer != null && bearer.startsWith("Bearer ") ? bearer.substring(7) : request.header("api-key");
        if (catalogue.accepts(key)) {
            return null;
        }
        String message = key == null
                ? "You didn't provide an API key. You need to provide your API key in an Authorization header using"
                        + " Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
                : "Incorrect API key provided: " + key + ".";
        return new Refusal(RefusalKind.BAD_KEY, message, null, null);
    }

    @Override
    public void serve(Exchange exchange) throws IOException, Refusal {
        Request request = exchange.request();
        String path = request.path();
        if (path.endsWith("/chat/completions")) {
            only("POST", request);
            ObjectNode body = Vendor.body(request);
            Ask ask = OpenAiReader.read(body);
            known(ask.model, CHAT_MODELS);
            new OpenAiWriter(exchange, ask, body).write();
        } else if (path.endsWith("/embeddings")) {
            only("POST", request);
            embed(exchange, Vendor.body(request));
        } else if (path.endsWith("/models")) {
            only("GET", request);
            var list = Json.object().put("object", "list");
            var data = list.putArray("data");
            models().forEach(model -> data.add(model(model)));
            exchange.json(list);
        } else if (path.contains("/models/")) {
            String id = path.substring(path.indexOf("/models/") + "/models/".length());
            known(id, new LinkedHashSet<>(models()));
            exchange.json(model(id));
        } else {
            throw new Refusal(RefusalKind.NOT_FOUND, "Invalid URL (" + request.method() + " " + path + ")", null, null);
        }
    }

    private List<String> models() {
        var models = new ArrayList<>(catalogue.models(CHAT_MODELS));
        models.addAll(EMBEDDING_MODELS);
        return models;
    }

    private static ObjectNode model(String id) {
        return Json.object()
                .put("id", id)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "wall");
    }

    private void known(String model, Set<String> own) throws Refusal {
        if (!catalogue.serves(own, model)) {
            throw new Refusal(
                    RefusalKind.NOT_FOUND,
                    "The model `" + model + "` does not exist or you do not have access to it.",
                    "model",
                    null);
        }
    }

    private static void only(String method, Request request) throws Refusal {
        if (!request.method().equals(method)) {
            throw new Refusal(
                    RefusalKind.WRONG_METHOD,
                    "Not allowed to " + request.method() + " on " + request.path() + ".",
                    null,
                    null);
        }
    }

    private void embed(Exchange exchange, ObjectNode body) throws IOException, Refusal {
        String model = body.path("model").asText();
        Refusal.unless(!model.isEmpty(), "you must provide a model parameter", "model");
        known(model, EMBEDDING_MODELS);
        List<String> texts = texts(body.path("input"));
        String format = body.path("encoding_format").asText("float");
        Refusal.unless(
                Set.of("float", "base64").contains(format),
                "'" + format + "' is not one of ['float', 'base64'] - 'encoding_format'",
                "encoding_format");
        int natural = model.endsWith("large") ? 3072 : 1536;
        int dimensions = body.path("dimensions").asInt(natural);
        Refusal.unless(dimensions >= 1 && dimensions <= natural, "Invalid value for 'dimensions'.", "dimensions");
        var answer = Json.object().put("object", "list");
        var data = answer.putArray("data");
        for (int i = 0; i < texts.size(); i++) {
            float[] vector = Vectors.of(texts.get(i), dimensions);
            var entry = data.addObject().put("object", "embedding").put("index", i);
            if (format.equals("base64")) {
                entry.put("embedding", Vectors.base64(vector));
            } else {
                entry.set("embedding", Vectors.array(vector));
            }
        }
        int tokens =
                Tokens.inCharacters(texts.stream().mapToLong(String::length).sum());
        answer.put("model", model);
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        exchange.answer(answer, 0);
    }

    private static List<String> texts(JsonNode input) throws Refusal {
        var texts = new ArrayList<String>();
        if (input.isTextual()) {
            texts.add(input.asText());
        } else if (input.path(0).isInt()) {
            texts.add(input.toString());
        } else {
            input.forEach(each -> texts.add(each.isTextual() ? each.asText() : each.toString()));
        }
        boolean fine =
                !texts.isEmpty() && texts.size() <= 2048 && texts.stream().noneMatch(String::isEmpty);
        Refusal.unless(fine, "'$.input' is invalid. Please check the API reference.", "input");
        return texts;
    }

    @Override
    public int status(Refusal refusal) {
        return refusal.kind() == RefusalKind.OVERLOADED ? 503 : refusal.kind().status();
    }

    @Override
    public ObjectNode error(Refusal refusal, String requestId) {
        String type = switch (refusal.kind()) {
            case RATE_LIMITED -> "requests";
            case OUT_OF_QUOTA -> "insufficient_quota";
            case INTERNAL, BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT, OVERLOADED -> "server_error";
            default -> "invalid_request_error";
        };
        String code = switch (refusal.kind()) {
            case CONTEXT_LENGTH -> "context_length_exceeded";
            case CONTENT_FILTER -> "content_filter";
            case BAD_KEY -> "invalid_api_key";
            case NOT_FOUND -> "model_not_found";
            case RATE_LIMITED -> "rate_limit_exceeded";
            case OUT_OF_QUOTA -> "insufficient_quota";
            default -> null;
        };
        var body = Json.object();
        body.putObject("error")
                .put("message", refusal.text())
                .put("type", type)
                .put("param", refusal.kind() == RefusalKind.CONTEXT_LENGTH ? "messages" : refusal.param())
                .put("code", code);
        return body;
    }

    @Override
    public String requestIdHeader() {
        return "x-request-id";
    }
}
