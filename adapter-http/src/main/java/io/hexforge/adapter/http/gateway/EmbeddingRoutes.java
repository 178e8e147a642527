package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.ClientWatch;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Limits;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.RequestBytes;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.Cancellation;
import io.hexforge.domain.gateway.EmbeddingCall;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.UnsupportedField;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driving.gateway.EmbedTexts;
import io.javalin.http.Context;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `POST /v1/embeddings`, in OpenAI's dialect.
public record EmbeddingRoutes(EmbedTexts embedTexts, Idempotency idempotency) implements Routes.Group {
    private static final Set<String> FORMATS = Set.of("float", "base64");

    @Override
    public void addTo(Routes routes) {
        routes.post("/v1/embeddings", Access.scope(Scope.GATEWAY_USE), Metering.byUseCase(), this::embed);
    }

    private void embed(Context ctx) {
        byte[] body = RequestBytes.json(ctx, Limits.of(ctx).maxChatBodyBytes());
        InboundJson given = InboundJson.scan(body);
        boolean older = Exchange.of(ctx).viaAlias() && given.value("input") == null && given.value("texts") != null;
        InboundJson json = older ? InboundJson.scan(inOurWords(given)) : given;
        if (json.value("input") == null) {
            throw new BadRequest("/input", "is missing");
        }
        String format = json.string("encoding_format");
        if (format != null && !FORMATS.contains(format)) {
            throw new BadRequest("/encoding_format", "must be float or base64");
        }
        Long dimensions = json.count("dimensions");
        var call = new EmbeddingCall(
                json.string("model"),
                json.raw(),
                () -> texts(json),
                dimensions == null ? null : Math.toIntExact(dimensions));
        idempotency.answer(ctx, body, () -> {
            StoredAnswer answer = answer(ctx, call, "base64".equals(format));
            return older ? Answers.json(answer.status(), withOlderNames(answer.body())) : answer;
        });
    }

    /// The alias came with a request and an answer of its own: `{texts, model}` and `{embeddings, model, count}`.
    private static byte[] inOurWords(InboundJson older) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("model", older.value("model"));
        body.put("input", older.value("texts"));
        body.put("encoding_format", "float");
        return Json.bytes(body);
    }

    private static byte[] withOlderNames(byte[] answer) {
        var vectors = new ArrayList<JsonValue>();
        if (Json.value(answer) instanceof JsonObject body && body.get("data") instanceof JsonArray(var items)) {
            for (JsonValue item : items) {
                if (item instanceof JsonObject object && object.get("embedding") instanceof JsonArray vector) {
                    vectors.add(vector);
                }
            }
            return Json.bytes(
                    body.with("embeddings", new JsonArray(vectors)).with("count", JsonNumber.of(vectors.size())));
        }
        return answer;
    }

    private StoredAnswer answer(Context ctx, EmbeddingCall call, boolean base64) {
        var cancellation = new Cancellation();
        long asked = System.nanoTime();
        EmbedTexts.Outcome outcome;
        try (var _ = ClientWatch.of(ctx).watch(ctx.req(), cancellation::cancel)) {
            outcome = embedTexts.embed(Exchange.caller(ctx), call, cancellation);
        }
        if (outcome.route() != null) {
            RouteHeaders.set(
                    ctx.res(), outcome.route(), asked - Exchange.of(ctx).startNanos());
        }
        return switch (outcome.reply()) {
            case EmbeddingReply.Relayed(byte[] body, var usage) -> Answers.json(200, body);
            case EmbeddingReply.Vectors(String model, List<float[]> vectors, Usage usage) ->
                Answers.json(200, body(model, vectors, usage, base64));
            case EmbeddingReply.Refused(var fault) -> throw Completions.refused(ctx, outcome.route(), fault);
        };
    }

    /// Reads the inputs for a provider that takes texts only.
    private static List<String> texts(InboundJson json) {
        return Fields.read(json.tree(), "", fields -> {
            for (String taken : List.of("model", "encoding_format", "dimensions", "user")) {
                fields.value(taken);
            }
            JsonValue input = fields.requiredValue("input");
            if (input instanceof JsonString(String one)) {
                return List.of(one);
            }
            if (input instanceof JsonArray(List<JsonValue> items) && items.isEmpty()) {
                throw new UnsupportedField("input", "must not be empty");
            }
            return Fields.readItems(input, "input", EmbeddingRoutes::text);
        });
    }

    private static String text(JsonValue value, String path) {
        if (value instanceof JsonNumber || value instanceof JsonArray) {
            throw new UnsupportedField(path, "is a token; only a provider that speaks OpenAI's dialect takes tokens");
        }
        return Fields.readString(value, path);
    }

    private static byte[] body(String model, List<float[]> vectors, Usage usage, boolean base64) {
        var data = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < vectors.size(); i++) {
            var item = new LinkedHashMap<String, Object>();
            item.put("object", "embedding");
            item.put("index", i);
            item.put("embedding", base64 ? base64(vectors.get(i)) : vectors.get(i));
            data.add(item);
        }
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("object", "list");
        body.put("data", data);
        body.put("model", model);
        body.put("usage", Map.of("prompt_tokens", usage.prompt(), "total_tokens", usage.total()));
        return Json.bytes(body);
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
