package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.llm.gateway.Connections.Ask;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ModelInfo;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks providers which models they have.
///
/// The list stands in `data` (OpenAI, Anthropic), in `models` (Gemini, Ollama) or is the whole body (Together).
/// Anthropic and Gemini give it in pages, all of which are read.
final class ModelLists {
    private static final int MAX_PAGES = 20;
    private static final int MAX_BYTES = 16 << 20;

    private final Connections connections;
    private final InstantSource clock;

    ModelLists(Connections connections, InstantSource clock) {
        this.connections = connections;
        this.clock = clock;
    }

    List<ModelInfo> of(Endpoint endpoint, Timers timers) throws UpstreamFailure {
        String path = endpoint.kind().modelsPath();
        if (path == null) {
            throw new UpstreamFailure(UpstreamFault.of(
                    Kind.INVALID_REQUEST, "the provider '" + endpoint.kind().name() + "' lists no models"));
        }
        var models = new ArrayList<ModelInfo>();
        String query = firstPage(endpoint);
        for (int page = 0; page < MAX_PAGES; page++) {
            JsonNode body = get(endpoint, path + query, timers);
            rows(body).forEach(row -> model(endpoint, row).ifPresent(models::add));
            Optional<String> next = nextPage(body);
            if (next.isEmpty()) {
                break;
            }
            query = next.get();
        }
        return models;
    }

    private JsonNode get(Endpoint endpoint, String path, Timers timers) throws UpstreamFailure {
        try (UpstreamCall call =
                connections.send(endpoint, Ask.get(path), timers, timers.total(), new Cancellation())) {
            if (call.status() / 100 != 2) {
                throw new UpstreamFailure(Faults.ofKeyCheck(call, endpoint, clock));
            }
            JsonNode body = Json.tree(call.readWhole(MAX_BYTES))
                    .orElseThrow(() -> UpstreamFailure.malformed("a list of models that is not JSON"));
            if (body.isObject() && Json.has(body, "error")) {
                throw new UpstreamFailure(Faults.inAnswer(endpoint.kind().name(), body));
            }
            if (!rows(body).isArray()) {
                throw UpstreamFailure.malformed("a body that is no list of models");
            }
            return body;
        }
    }

    private static String firstPage(Endpoint endpoint) {
        return switch (endpoint.kind().dialect()) {
            case ANTHROPIC -> "?limit=1000";
            case GEMINI -> "?pageSize=1000";
            case OPENAI, OLLAMA, RESPONSES, CANONICAL -> "";
        };
    }

    private static Optional<String> nextPage(JsonNode body) {
        if (body.path("has_more").asBoolean() && Json.has(body, "last_id")) {
            return Optional.of(
                    "?limit=1000&after_id=" + encoded(body.path("last_id").asText()));
        }
        String token = body.path("nextPageToken").asText("");
        return token.isEmpty() ? Optional.empty() : Optional.of("?pageSize=1000&pageToken=" + encoded(token));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode rows(JsonNode body) {
        if (body.isArray()) {
            return body;
        }
        return body.path("data").isArray() ? body.path("data") : body.path("models");
    }

    private static Optional<ModelInfo> model(Endpoint endpoint, JsonNode row) {
        String id = first(row, "id", "name", "model");
        if (id == null) {
            return Optional.empty();
        }
        return Optional.of(new ModelInfo(
                endpoint.kind().name(),
                id.startsWith("models/") ? id.substring("models/".length()) : id,
                first(row, "display_name", "displayName", "name"),
                Json.text(row, "description"),
                number(
                        row,
                        "context_window",
                        "context_length",
                        "max_context_length",
                        "inputTokenLimit",
                        "max_input_tokens"),
                number(row, "max_completion_tokens", "outputTokenLimit", "max_tokens"),
                created(row),
                Json.text(row, "owned_by")));
    }

    private static @Nullable String first(JsonNode row, String... members) {
        for (String member : members) {
            String text = Json.text(row, member);
            if (text != null && !text.isEmpty()) {
                return text;
            }
        }
        return null;
    }

    private static @Nullable Long number(JsonNode row, String... members) {
        for (String member : members) {
            long number = row.path(member).asLong();
            if (number > 0) {
                return number;
            }
        }
        return null;
    }

    private static long created(JsonNode row) {
        if (row.path("created").isNumber()) {
            return row.path("created").asLong();
        }
        String text = first(row, "created_at", "modified_at");
        try {
            return text == null ? 0 : OffsetDateTime.parse(text).toEpochSecond();
        } catch (DateTimeParseException e) {
            return Instant.EPOCH.getEpochSecond();
        }
    }
}
