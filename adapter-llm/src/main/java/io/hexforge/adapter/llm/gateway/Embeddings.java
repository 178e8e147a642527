package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.gateway.Connections.Ask;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.RawJson;
import io.hexforge.domain.gateway.RawJson.Edits;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UnsupportedField;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/// Asks providers for embeddings. A call in OpenAI's format goes through as it is to a provider that speaks it, with
/// whatever encoding was asked for; otherwise vectors come back.
final class Embeddings {
    private static final int MAX_BYTES = 256 << 20;
    /// Most texts that Gemini takes at a time.
    private static final int GEMINI_BATCH = 100;

    private final Connections connections;
    private final InstantSource clock;
    private final Deployment target;
    private final Timers timers;
    private final Cancellation cancellation;

    Embeddings(
            Connections connections, InstantSource clock, Deployment target, Timers timers, Cancellation cancellation) {
        this.connections = connections;
        this.clock = clock;
        this.target = target;
        this.timers = timers;
        this.cancellation = cancellation;
    }

    /// @throws UnsupportedField when the call holds what the provider cannot be told
    EmbeddingReply of(EmbeddingCall call) throws UpstreamFailure {
        return switch (target.endpoint().kind().dialect()) {
            case OPENAI -> call.body() == null ? openAi(call) : relayed(call.body());
            case GEMINI -> gemini(call);
            case OLLAMA -> ollama(call);
            case ANTHROPIC, RESPONSES, CANONICAL ->
                throw new UpstreamFailure(UpstreamFault.of(
                        Kind.INVALID_REQUEST,
                        "the provider '" + target.endpoint().kind().name() + "' makes no embeddings"));
        };
    }

    private EmbeddingReply relayed(RawJson body) throws UpstreamFailure {
        var edits = new Edits(Map.of("model", Json.bytes(Json.string(target.model()))), Set.of("hexforge"));
        byte[] answer = post("/embeddings", new SplicedBody(body, edits), true);
        ObjectNode parsed = ChatExchange.answer(target.endpoint().kind().name(), answer);
        requireList(parsed.path("data"));
        return new EmbeddingReply.Relayed(answer, usage(parsed));
    }

    private EmbeddingReply openAi(EmbeddingCall call) throws UpstreamFailure {
        ObjectNode body = Json.object().put("model", target.model());
        call.texts().get().forEach(body.putArray("input")::add);
        if (call.dimensions() != null) {
            body.put("dimensions", call.dimensions());
        }
        ObjectNode answer = post("/embeddings", body);
        requireList(answer.path("data"));
        var vectors = new ArrayList<float[]>();
        answer.path("data").forEach(row -> vectors.add(vector(row.path("embedding"))));
        return new EmbeddingReply.Vectors(target.model(), vectors, usage(answer));
    }

    private EmbeddingReply gemini(EmbeddingCall call) throws UpstreamFailure {
        List<String> texts = call.texts().get();
        String model = target.model().startsWith("models/") ? target.model() : "models/" + target.model();
        var vectors = new ArrayList<float[]>();
        long tokens = 0;
        for (int from = 0; from < texts.size(); from += GEMINI_BATCH) {
            ObjectNode body = Json.object();
            ArrayNode requests = body.putArray("requests");
            for (String text : texts.subList(from, Math.min(texts.size(), from + GEMINI_BATCH))) {
                ObjectNode request = requests.addObject().put("model", model);
                request.putObject("content").putArray("parts").addObject().put("text", text);
                if (call.dimensions() != null) {
                    request.put("outputDimensionality", call.dimensions());
                }
                tokens += TokenEstimate.of(text);
            }
            ObjectNode answer = post("/" + model + ":batchEmbedContents", body);
            requireList(answer.path("embeddings"));
            answer.path("embeddings").forEach(row -> vectors.add(vector(row.path("values"))));
        }
        return new EmbeddingReply.Vectors(target.model(), vectors, Usage.of(tokens, 0));
    }

    private EmbeddingReply ollama(EmbeddingCall call) throws UpstreamFailure {
        ObjectNode body = Json.object().put("model", target.model());
        call.texts().get().forEach(body.putArray("input")::add);
        if (call.dimensions() != null) {
            body.put("dimensions", call.dimensions());
        }
        ObjectNode answer = post("/embed", body);
        requireList(answer.path("embeddings"));
        var vectors = new ArrayList<float[]>();
        answer.path("embeddings").forEach(row -> vectors.add(vector(row)));
        return new EmbeddingReply.Vectors(
                target.model(),
                vectors,
                Usage.of(answer.path("prompt_eval_count").asLong(), 0));
    }

    private ObjectNode post(String path, ObjectNode body) throws UpstreamFailure {
        byte[] answer = post(path, new ByteArrayEntity(Json.bytes(body), ContentType.APPLICATION_JSON), false);
        return ChatExchange.answer(target.endpoint().kind().name(), answer);
    }

    private byte[] post(String path, HttpEntity body, boolean sameDialect) throws UpstreamFailure {
        try (UpstreamCall call =
                connections.send(target.endpoint(), Ask.post(path, body), timers, timers.total(), cancellation)) {
            if (call.status() / 100 != 2) {
                throw new UpstreamFailure(Faults.of(call, target.endpoint(), sameDialect, clock));
            }
            return call.readWhole(MAX_BYTES);
        }
    }

    private static void requireList(JsonNode rows) throws UpstreamFailure {
        if (!rows.isArray()) {
            throw UpstreamFailure.malformed("a body that holds no embeddings");
        }
    }

    private static float[] vector(JsonNode numbers) {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.get(i).floatValue();
        }
        return vector;
    }

    private static Usage usage(JsonNode answer) {
        return Optional.ofNullable(OpenAiChunks.usage(answer)).orElse(Usage.NONE);
    }
}
