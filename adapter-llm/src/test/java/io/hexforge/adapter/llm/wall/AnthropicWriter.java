package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.wall.Answer.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a message as Anthropic does, whole or as named events.
final class AnthropicWriter {
    /// What the wall signs its thoughts with, and wants to see again when they come back.
    static final String SIGNATURE = "d2FsbC1zaWduYXR1cmU=";

    private final Exchange exchange;
    private final Ask ask;
    private final Answer answer;
    private final String id;

    AnthropicWriter(Exchange exchange, Ask ask, ObjectNode body) throws Refusal {
        Refusal.unless(
                !(exchange.fault() instanceof Fault.RefusesPrefill) || !ask.endsWithAssistant,
                "This model does not support assistant message prefill. The conversation must end with a user message.",
                null);
        this.exchange = exchange;
        this.ask = ask;
        this.answer = exchange.write(ask);
        this.id = "msg_wall" + Integer.toHexString(body.hashCode());
    }

    void write() throws IOException {
        if (ask.stream) {
            stream();
        } else {
            whole();
        }
    }

    private ObjectNode message(@Nullable String stopReason, int outputTokens) {
        var message = Json.object()
                .put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", ask.model);
        message.putArray("content");
        message.put("stop_reason", stopReason).put("stop_sequence", stopReason == null ? null : answer.stoppedBy());
        message.set("usage", usage(outputTokens));
        return message;
    }

    private String stopReason() {
        return switch (answer.finish()) {
            case STOP -> answer.stoppedBy() == null ? "end_turn" : "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOLS -> "tool_use";
        };
    }

    /// Cached tokens are no part of `input_tokens` here.
    private ObjectNode usage(int outputTokens) {
        int read = answer.cachedTokens();
        int written = answer.cacheWriteTokens();
        var usage = Json.object()
                .put("input_tokens", Math.max(0, answer.promptTokens() - read - written))
                .put("cache_creation_input_tokens", written)
                .put("cache_read_input_tokens", read);
        usage.putObject("cache_creation")
                .put("ephemeral_5m_input_tokens", written)
                .put("ephemeral_1h_input_tokens", 0);
        usage.put("output_tokens", outputTokens).put("service_tier", "standard");
        usage.putObject("output_tokens_details")
                .put("thinking_tokens", answer.thinking().size());
        return usage;
    }

    private void whole() throws IOException {
        var message = message(stopReason(), answer.outputTokens());
        var content = message.withArray("content");
        if (!answer.thinking().isEmpty()) {
            content.add(thinking(answer.thoughts(), SIGNATURE));
        }
        if (!answer.tokens().isEmpty()) {
            content.add(text(answer.text()));
        }
        answer.calls().forEach(call -> content.add(toolUse(call, arguments(call))));
        exchange.answer(message, answer.outputTokens());
    }

    private static ObjectNode thinking(String thoughts, String signature) {
        return Json.object().put("type", "thinking").put("thinking", thoughts).put("signature", signature);
    }

    private static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    private static ObjectNode toolUse(Call call, JsonNode input) {
        return Json.object()
                .put("type", "tool_use")
                .put("id", "toolu_" + call.id())
                .put("name", call.name())
                .set("input", input);
    }

    private static JsonNode arguments(Call call) {
        try {
            return Json.read(call.arguments());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void stream() throws IOException {
        EventStream events = exchange.stream("text/event-stream; charset=utf-8", false);
        var start = Json.object().put("type", "message_start");
        start.set("message", message(null, 1));
        events.event("message_start", Json.text(start));
        int index = 0;
        if (!answer.thinking().isEmpty()) {
            start(events, index, thinking("", ""));
            deltas(events, index, "thinking_delta", "thinking", answer.thinking());
            delta(events, index, "signature_delta", "signature", SIGNATURE);
            stop(events, index++);
        }
        if (!answer.tokens().isEmpty()) {
            start(events, index, text(""));
            events.event("ping", "{\"type\":\"ping\"}");
            deltas(events, index, "text_delta", "text", answer.tokens());
            stop(events, index++);
        }
        for (Call call : answer.calls()) {
            start(events, index, toolUse(call, Json.object()));
            delta(events, index, "input_json_delta", "partial_json", "");
            deltas(events, index, "input_json_delta", "partial_json", call.tokens());
            stop(events, index++);
        }
        events.beforeFinish();
        var end = Json.object().put("type", "message_delta");
        end.putObject("delta").put("stop_reason", stopReason()).put("stop_sequence", answer.stoppedBy());
        var usage = usage(answer.outputTokens());
        usage.remove(List.of("cache_creation", "service_tier"));
        end.set("usage", usage);
        events.event("message_delta", Json.text(end));
        events.terminate("message_stop", "{\"type\":\"message_stop\"}");
    }

    private static void start(EventStream events, int index, ObjectNode block) throws IOException {
        var start = Json.object().put("type", "content_block_start").put("index", index);
        start.set("content_block", block);
        events.event("content_block_start", Json.text(start));
    }

    private static void stop(EventStream events, int index) throws IOException {
        events.event(
                "content_block_stop",
                Json.text(Json.object().put("type", "content_block_stop").put("index", index)));
    }

    private static void deltas(EventStream events, int index, String type, String field, List<String> tokens)
            throws IOException {
        events.paced(tokens, text -> delta(events, index, type, field, text));
    }

    private static void delta(EventStream events, int index, String type, String field, String text)
            throws IOException {
        events.delta(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":{\"type\":\"" + type + "\",\""
                        + field + "\":" + Json.quoted(text) + "}}");
    }
}
