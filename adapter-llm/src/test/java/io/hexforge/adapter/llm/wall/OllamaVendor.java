package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Ollama's own wire format: chat as lines of JSON, embeddings, lists of models. Wants no key.
final class OllamaVendor implements Vendor {
    static final String CREATED = "2026-01-02T03:04:05.678Z";

    private static final Set<String> MODELS =
            new LinkedHashSet<>(List.of("llama3.2:latest", "qwen3:4b", "nomic-embed-text:latest"));
    private static final Set<String> PATHS =
            Set.of("/api/chat", "/api/tags", "/api/version", "/api/embed", "/api/show", "/api/ps");

    private final Catalogue catalogue;

    OllamaVendor(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public boolean owns(Request request) {
        return request.path().equals("/") || PATHS.stream().anyMatch(request.path()::endsWith);
    }

    @Override
    public boolean produces(Request request) {
        return request.path().endsWith("/api/chat") || request.path().endsWith("/api/embed");
    }

    @Override
    public @Nullable Refusal unauthorized(Request request) {
        return null;
    }

    @Override
    public void serve(Exchange exchange) throws IOException, Refusal {
        Request request = exchange.request();
        String path = request.path();
        if (path.endsWith("/api/chat")) {
            chat(exchange, posted(request));
        } else if (path.endsWith("/api/embed")) {
            embed(exchange, posted(request));
        } else if (path.endsWith("/api/show")) {
            exchange.json(details(known(posted(request).path("model").asText())));
        } else if (path.endsWith("/api/version")) {
            exchange.json(Json.object().put("version", "0.12.6"));
        } else if (path.endsWith("/api/tags")) {
            list(exchange, model -> true);
        } else if (path.endsWith("/api/ps")) {
            list(exchange, model -> false);
        } else {
            exchange.json(Json.object().put("status", "Ollama is running"));
        }
    }

    private static ObjectNode posted(Request request) throws Refusal {
        if (!request.method().equals("POST")) {
            throw new Refusal(RefusalKind.WRONG_METHOD, "405 method not allowed", null, null);
        }
        return Vendor.body(request);
    }

    private void chat(Exchange exchange, ObjectNode body) throws IOException, Refusal {
        Refusal.unless(body.path("model").isTextual(), "model is required", null);
        String model = known(body.path("model").asText());
        Refusal.unless(!model.startsWith("nomic"), "\"" + model + "\" does not support chat", null);
        Ask ask = OllamaReader.read(body);
        Refusal.unless(!ask.thinking || thinks(model), "\"" + model + "\" does not support thinking", null);
        new OllamaWriter(exchange, ask, body.path("messages").isEmpty()).write();
    }

    private static boolean thinks(String model) {
        return model.startsWith("qwen3") || model.startsWith("deepseek-r1");
    }

    /// {@return the model's whole name}
    private String known(String name) throws Refusal {
        for (String candidate : List.of(name, name + ":latest")) {
            if (catalogue.serves(MODELS, candidate)) {
                return candidate;
            }
        }
        throw new Refusal(RefusalKind.NOT_FOUND, "model '" + name + "' not found", null, null);
    }

    private void embed(Exchange exchange, ObjectNode body) throws IOException, Refusal {
        String model = known(body.path("model").asText());
        var texts = new ArrayList<String>();
        JsonNode input = body.path("input");
        Refusal.unless(input.isTextual() || input.isArray(), "invalid input type", null);
        if (input.isTextual()) {
            texts.add(input.asText());
        }
        for (JsonNode each : input) {
            Refusal.unless(each.isTextual(), "invalid input type", null);
            texts.add(each.asText());
        }
        var answer = Json.object().put("model", model);
        var embeddings = answer.putArray("embeddings");
        int dimensions = body.path("dimensions").asInt(768);
        texts.forEach(text -> embeddings.add(Vectors.array(Vectors.of(text, dimensions))));
        answer.put("total_duration", 14_143_917)
                .put("load_duration", 1_019_500)
                .put(
                        "prompt_eval_count",
                        Tokens.inCharacters(
                                texts.stream().mapToLong(String::length).sum()));
        exchange.answer(answer, 0);
    }

    private void list(Exchange exchange, Predicate<String> listed) throws IOException {
        var list = Json.object();
        var models = list.putArray("models");
        catalogue.models(MODELS).stream().filter(listed).forEach(name -> {
            var model = models.addObject()
                    .put("name", name)
                    .put("model", name)
                    .put("modified_at", CREATED)
                    .put("size", 2_019_393_189L)
                    .put("digest", "a80c4f17acd55265feec403c7aef86be0c25983ab279d83f3bcd3abbcb5b8b72");
            model.putObject("details")
                    .put("parent_model", "")
                    .put("format", "gguf")
                    .put("family", "llama")
                    .put("parameter_size", "3.2B")
                    .put("quantization_level", "Q4_K_M");
        });
        exchange.json(list);
    }

    private static ObjectNode details(String model) {
        var details = Json.object();
        details.putObject("details").put("format", "gguf").put("family", "llama");
        details.putObject("model_info")
                .put("general.architecture", "llama")
                .put("llama.context_length", 131_072)
                .put("llama.embedding_length", 3072);
        var capabilities = details.putArray("capabilities");
        if (model.startsWith("nomic")) {
            capabilities.add("embedding");
        } else {
            capabilities.add("completion").add("tools").add("vision");
        }
        if (thinks(model)) {
            capabilities.add("thinking");
        }
        return details;
    }

    @Override
    public int status(Refusal refusal) {
        return refusal.kind() == RefusalKind.OVERLOADED ? 503 : refusal.kind().status();
    }

    @Override
    public ObjectNode error(Refusal refusal, String requestId) {
        return Json.object().put("error", refusal.text());
    }

    @Override
    public String requestIdHeader() {
        return "x-request-id";
    }
}
