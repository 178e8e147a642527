package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.wall.Answer.Call;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a chat completion as OpenAI does, whole or in chunks.
final class OpenAiWriter {
    private final Exchange exchange;
    private final Ask ask;
    private final Answer answer;
    private final String id;
    private final int choices;
    private final int topLogprobs;
    private final boolean logprobs;
    private final boolean usageAsked;
    private final String reasoningField;
    private final Fault.@Nullable Place usagePlace;

    OpenAiWriter(Exchange exchange, Ask ask, ObjectNode body) throws Refusal {
        Refusal.unless(
                !(exchange.fault() instanceof Fault.RefusesPrefill) || !ask.endsWithAssistant,
                "This model does not support assistant message prefill. The conversation must end with a user message.",
                "messages");
        this.exchange = exchange;
        this.ask = ask;
        this.answer = exchange.write(ask);
        this.id = "chatcmpl-" + Integer.toHexString(body.hashCode());
        this.choices = body.path("n").asInt(1);
        this.logprobs = body.path("logprobs").asBoolean();
        this.topLogprobs = body.path("top_logprobs").asInt();
        this.usageAsked = body.path("stream_options").path("include_usage").asBoolean();
        this.reasoningField = body.hasNonNull("reasoning") ? "reasoning" : "reasoning_content";
        this.usagePlace = exchange.fault() instanceof Fault.OddUsage(var place) ? place : null;
    }

    void write() throws IOException {
        if (ask.stream) {
            stream();
        } else {
            whole();
        }
    }

    private ObjectNode envelope(String object) {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", OpenAiVendor.CREATED)
                .put("model", ask.model)
                .put("service_tier", "default")
                .put("system_fingerprint", "fp_wall");
    }

    private String finishReason() {
        return switch (answer.finish()) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case TOOLS -> "tool_calls";
        };
    }

    private ObjectNode usage(int outputTokens) {
        var usage = Json.object()
                .put("prompt_tokens", answer.promptTokens())
                .put("completion_tokens", outputTokens)
                .put("total_tokens", answer.promptTokens() + outputTokens);
        usage.putObject("prompt_tokens_details")
                .put("cached_tokens", answer.cachedTokens())
                .put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", answer.thinking().size())
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }

    private void whole() throws IOException {
        var body = envelope("chat.completion");
        var list = body.putArray("choices");
        for (int i = 0; i < choices; i++) {
            var choice = list.addObject().put("index", i);
            var message = choice.putObject("message").put("role", "assistant");
            message.put("content", answer.calls().isEmpty() ? answer.text() : null)
                    .putNull("refusal");
            message.putArray("annotations");
            if (!answer.thinking().isEmpty()) {
                message.put(reasoningField, answer.thoughts());
            }
            if (!answer.calls().isEmpty()) {
                var calls = message.putArray("tool_calls");
                answer.calls().forEach(call -> calls.add(call(call, call.arguments())));
            }
            choice.set("logprobs", logprobs(answer.tokens()));
            choice.put("finish_reason", finishReason());
        }
        body.set("usage", usage(answer.outputTokens() * choices));
        exchange.answer(body, answer.outputTokens() * choices);
    }

    private static ObjectNode call(Call call, String arguments) {
        var node = Json.object().put("id", "call_" + call.id()).put("type", "function");
        node.putObject("function").put("name", call.name()).put("arguments", arguments);
        return node;
    }

    private @Nullable JsonNode logprobs(List<String> tokens) {
        if (!logprobs) {
            return null;
        }
        var node = Json.object();
        var content = node.putArray("content");
        for (String token : tokens) {
            var entry = content.add(logprob(token)).get(content.size() - 1);
            var top = ((ObjectNode) entry).putArray("top_logprobs");
            for (int i = 0; i < topLogprobs; i++) {
                top.add(logprob(i == 0 ? token : token + i));
            }
        }
        node.putNull("refusal");
        return node;
    }

    private static ObjectNode logprob(String token) {
        var entry = Json.object().put("token", token).put("logprob", -0.25);
        var bytes = entry.putArray("bytes");
        for (byte each : token.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(each & 0xff);
        }
        return entry;
    }

    private void stream() throws IOException {
        EventStream events = exchange.stream("text/event-stream; charset=utf-8", false);
        for (int i = 0; i < choices; i++) {
            choice(events, i);
        }
        events.beforeFinish();
        boolean onFinish = usagePlace == Fault.Place.WITH_CHOICES;
        for (int i = 0; i < choices; i++) {
            var chunk = chunk(i, Json.object(), finishReason(), null);
            if (onFinish && i == choices - 1) {
                chunk.set("usage", usage(answer.outputTokens() * choices));
            }
            events.event(null, Json.text(chunk));
        }
        if (usageAsked && !onFinish) {
            var chunk = envelope("chat.completion.chunk");
            if (usagePlace == Fault.Place.NULL_CHOICES) {
                chunk.putNull("choices");
            } else {
                chunk.putArray("choices");
            }
            chunk.set("usage", usage(answer.outputTokens() * choices));
            events.event(null, Json.text(chunk));
        }
        events.terminate(null, "[DONE]");
    }

    private void choice(EventStream events, int index) throws IOException {
        var opening = Json.object().put("role", "assistant");
        opening.put("content", answer.calls().isEmpty() ? "" : null).putNull("refusal");
        events.event(null, Json.text(chunk(index, opening, null, null)));
        events.paced(answer.thinking(), text -> {
            var delta = Json.object().put(reasoningField, text);
            events.delta(null, Json.text(chunk(index, delta, null, null)));
        });
        if (logprobs || usagePlace == Fault.Place.EVERYWHERE) {
            events.paced(answer.tokens(), text -> {
                var delta = Json.object().put("content", text);
                events.delta(null, Json.text(chunk(index, delta, null, logprobs(Tokens.of(text)))));
            });
        } else {
            String around = Json.text(chunk(index, Json.object().put("content", "@"), null, null));
            String before = around.substring(0, around.indexOf("\"@\""));
            String after = around.substring(before.length() + 3);
            events.paced(answer.tokens(), text -> events.delta(null, before + Json.quoted(text) + after));
        }
        for (int i = 0; i < answer.calls().size(); i++) {
            toolCall(events, index, i, answer.calls().get(i));
        }
    }

    private void toolCall(EventStream events, int choice, int number, Call call) throws IOException {
        events.delta(null, Json.text(chunk(choice, callDelta(number, call(call, "")), null, null)));
        events.paced(call.tokens(), text -> {
            var piece = Json.object();
            piece.putObject("function").put("arguments", text);
            events.delta(null, Json.text(chunk(choice, callDelta(number, piece), null, null)));
        });
    }

    private static ObjectNode callDelta(int number, ObjectNode piece) {
        var delta = Json.object();
        var indexed = Json.object().put("index", number);
        indexed.setAll(piece);
        delta.putArray("tool_calls").add(indexed);
        return delta;
    }

    private ObjectNode chunk(
            int index, ObjectNode delta, @Nullable String finishReason, @Nullable JsonNode tokenLogprobs) {
        var chunk = envelope("chat.completion.chunk");
        var choice = chunk.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.set("logprobs", tokenLogprobs);
        choice.put("finish_reason", finishReason);
        if (usagePlace == Fault.Place.EVERYWHERE) {
            chunk.set("usage", usage(answer.outputTokens() * choices));
        } else if (usageAsked) {
            chunk.putNull("usage");
        }
        return chunk;
    }
}
