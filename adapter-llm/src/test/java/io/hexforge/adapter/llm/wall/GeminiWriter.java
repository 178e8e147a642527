package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.wall.Answer.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Writes an answer as Google does, whole or as server-sent events without a terminator.
final class GeminiWriter {
    /// What the wall signs its thoughts with; base64.
    static final String SIGNATURE = "d2FsbC10aG91Z2h0";

    private final Exchange exchange;
    private final Ask ask;
    private final Answer answer;
    private final boolean showThoughts;
    private final int candidates;
    private final String id;
    private int sent;

    GeminiWriter(Exchange exchange, Ask ask, ObjectNode body) throws Refusal {
        Refusal.unless(
                !(exchange.fault() instanceof Fault.RefusesPrefill) || !ask.endsWithAssistant,
                "Please ensure that the conversation ends with a user turn.",
                null);
        this.exchange = exchange;
        this.ask = ask;
        this.answer = exchange.write(ask);
        var config = body.path("generationConfig");
        this.showThoughts =
                config.path("thinkingConfig").path("includeThoughts").asBoolean();
        this.candidates = config.path("candidateCount").asInt(1);
        this.id = "wall" + Integer.toHexString(body.hashCode());
    }

    void write() throws IOException {
        if (exchange.fault() instanceof Fault.Refused) {
            blocked();
        } else if (ask.stream) {
            stream();
        } else {
            whole();
        }
    }

    private void blocked() throws IOException {
        var body = envelope(0);
        body.putObject("promptFeedback").put("blockReason", "PROHIBITED_CONTENT");
        if (ask.stream) {
            EventStream events = exchange.stream("text/event-stream", false);
            events.event(null, Json.text(body));
            events.finish();
        } else {
            exchange.answer(body, 0);
        }
    }

    private ObjectNode envelope(int outputTokens) {
        var body = Json.object();
        int thoughts = answer.thinking().size();
        int prompt = answer.promptTokens();
        var usage = body.putObject("usageMetadata").put("promptTokenCount", prompt);
        if (outputTokens > 0) {
            usage.put("candidatesTokenCount", outputTokens);
        }
        usage.put("totalTokenCount", prompt + outputTokens + thoughts);
        usage.putArray("promptTokensDetails")
                .addObject()
                .put("modality", "TEXT")
                .put("tokenCount", prompt);
        if (answer.cachedTokens() > 0) {
            usage.put("cachedContentTokenCount", answer.cachedTokens());
        }
        if (thoughts > 0) {
            usage.put("thoughtsTokenCount", thoughts);
        }
        return body.put("modelVersion", ask.model).put("responseId", id);
    }

    private String finishReason() {
        return switch (answer.finish()) {
            case STOP, TOOLS -> "STOP";
            case LENGTH -> "MAX_TOKENS";
        };
    }

    private static ObjectNode text(String text, boolean thought) {
        var part = Json.object().put("text", text);
        return thought ? part.put("thought", true) : part;
    }

    private ObjectNode call(Call call, boolean first) {
        var part = Json.object();
        try {
            part.putObject("functionCall").put("name", call.name()).set("args", Json.read(call.arguments()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        return first && ask.thinking ? part.put("thoughtSignature", SIGNATURE) : part;
    }

    private int visibleTokens() {
        return answer.tokens().size() + answer.callTokens();
    }

    private void whole() throws IOException {
        var body = Json.object();
        var list = body.putArray("candidates");
        for (int i = 0; i < candidates; i++) {
            var candidate = list.addObject();
            var content = candidate.putObject("content");
            var parts = content.putArray("parts");
            if (showThoughts && !answer.thinking().isEmpty()) {
                parts.add(text(answer.thoughts(), true));
            }
            if (!answer.tokens().isEmpty()) {
                parts.add(text(answer.text(), false));
            }
            answer.calls()
                    .forEach(call ->
                            parts.add(call(call, call.equals(answer.calls().getFirst()))));
            content.put("role", "model");
            candidate.put("finishReason", finishReason()).put("index", i);
        }
        body.setAll(envelope(visibleTokens() * candidates));
        exchange.answer(body, answer.outputTokens() * candidates);
    }

    private void stream() throws IOException {
        EventStream events = exchange.stream("text/event-stream", false);
        events.paced(answer.thinking(), text -> {
            if (showThoughts) {
                events.delta(null, chunk(text(text, true), null));
            }
        });
        events.paced(answer.tokens(), text -> {
            sent += exchange.pace().tokensPerChunk();
            events.delta(null, chunk(text(text, false), null));
        });
        for (Call call : answer.calls()) {
            events.paced(call.tokens(), text -> sent++);
            events.delta(null, chunk(call(call, call.equals(answer.calls().getFirst())), null));
        }
        events.beforeFinish();
        sent = visibleTokens();
        events.terminate(null, chunk(text("", false), finishReason()));
    }

    private String chunk(ObjectNode part, @Nullable String finishReason) {
        var body = Json.object();
        var candidate = body.putArray("candidates").addObject();
        var content = candidate.putObject("content");
        content.putArray("parts").add(part);
        content.put("role", "model");
        if (finishReason != null) {
            candidate.put("finishReason", finishReason);
        }
        candidate.put("index", 0);
        body.setAll(envelope(sent));
        return Json.text(body);
    }
}
