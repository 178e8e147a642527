package io.hexforge.adapter.redis.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hexforge.domain.gateway.CachedAnswer;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A kept answer as JSON. Everything comes back as it was, half a surrogate pair included.
final class AnswerJson {
    /// Goes up whenever the shape changes, so that nodes of different versions share no answer they would misread.
    private static final int VERSION = 1;

    private static final ObjectMapper MAPPER =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private AnswerJson() {}

    static byte[] write(CachedAnswer cached) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
            ChatAnswer answer = cached.answer();
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("provider", cached.provider());
            json.writeStringField("connection", cached.connectionId());
            json.writeStringField("model", cached.model());
            json.writeStringField("id", answer.id());
            json.writeStringField("answered_by", answer.model());
            json.writeStringField("finish", answer.finishReason().name());
            optional(json, "stop", answer.stopSequence());
            Usage usage = answer.usage();
            json.writeNumberField("prompt", usage.prompt());
            json.writeNumberField("cached", usage.cached());
            json.writeNumberField("cache_write", usage.cacheWrite());
            json.writeNumberField("output", usage.output());
            json.writeNumberField("reasoning", usage.reasoning());
            json.writeArrayFieldStart("outputs");
            for (Output output : answer.outputs()) {
                write(json, output);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /// {@return the answer, or nothing if it was written by another version or is damaged}
    static Optional<CachedAnswer> read(byte[] bytes) {
        try {
            JsonNode json = MAPPER.readTree(bytes);
            return json.path("version").asInt() == VERSION ? Optional.of(cached(json)) : Optional.empty();
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static CachedAnswer cached(JsonNode json) {
        var outputs = new ArrayList<Output>();
        json.required("outputs").forEach(output -> outputs.add(output(output)));
        return new CachedAnswer(
                answer(json, outputs), text(json, "provider"), text(json, "connection"), text(json, "model"));
    }

    private static ChatAnswer answer(JsonNode json, List<Output> outputs) {
        return new ChatAnswer(
                text(json, "id"),
                text(json, "answered_by"),
                outputs,
                FinishReason.valueOf(text(json, "finish")),
                textOrNull(json, "stop"),
                new Usage(
                        number(json, "prompt"),
                        number(json, "cached"),
                        number(json, "cache_write"),
                        number(json, "output"),
                        number(json, "reasoning")));
    }

    private static void write(JsonGenerator json, Output output) throws IOException {
        json.writeStartObject();
        switch (output) {
            case Output.Text(String text) -> {
                json.writeStringField("kind", "text");
                json.writeStringField("text", text);
            }
            case Output.Thinking(String text, String signature) -> {
                json.writeStringField("kind", "thinking");
                json.writeStringField("text", text);
                optional(json, "signature", signature);
            }
            case Output.RedactedThinking(String data) -> {
                json.writeStringField("kind", "redacted");
                json.writeStringField("text", data);
            }
            case Output.ToolCall(String id, String name, String arguments, String signature) -> {
                json.writeStringField("kind", "call");
                json.writeStringField("id", id);
                json.writeStringField("name", name);
                json.writeStringField("text", arguments);
                optional(json, "signature", signature);
            }
            case Output.Refusal(String text) -> {
                json.writeStringField("kind", "refusal");
                json.writeStringField("text", text);
            }
        }
        json.writeEndObject();
    }

    private static Output output(JsonNode json) {
        String text = text(json, "text");
        return switch (text(json, "kind")) {
            case "text" -> new Output.Text(text);
            case "thinking" -> new Output.Thinking(text, textOrNull(json, "signature"));
            case "redacted" -> new Output.RedactedThinking(text);
            case "call" ->
                new Output.ToolCall(text(json, "id"), text(json, "name"), text, textOrNull(json, "signature"));
            case "refusal" -> new Output.Refusal(text);
            default -> throw new IllegalArgumentException("unknown kind of output");
        };
    }

    private static void optional(JsonGenerator json, String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static String text(JsonNode json, String name) {
        String text = json.required(name).textValue();
        if (text == null) {
            throw new IllegalArgumentException(name + " is no text");
        }
        return text;
    }

    private static @Nullable String textOrNull(JsonNode json, String name) {
        return json.path(name).textValue();
    }

    private static long number(JsonNode json, String name) {
        return json.required(name).longValue();
    }
}
