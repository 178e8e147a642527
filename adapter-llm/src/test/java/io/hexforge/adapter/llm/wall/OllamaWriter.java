package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.wall.Answer.Call;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Writes an answer as Ollama does, whole or as one JSON document a line.
final class OllamaWriter {
    private final Exchange exchange;
    private final Ask ask;
    private final Answer answer;
    private final boolean onlyLoads;

    /// @param onlyLoads whether there is no message, which makes Ollama load the model and say so
    OllamaWriter(Exchange exchange, Ask ask, boolean onlyLoads) {
        this.exchange = exchange;
        this.ask = ask;
        this.answer = exchange.write(ask);
        this.onlyLoads = onlyLoads;
    }

    void write() throws IOException {
        if (onlyLoads) {
            var loaded = envelope();
            message(loaded, "");
            exchange.json(loaded.put("done_reason", "load").put("done", true));
        } else if (ask.stream) {
            stream();
        } else {
            whole();
        }
    }

    private ObjectNode envelope() {
        return Json.object().put("model", ask.model).put("created_at", OllamaVendor.CREATED);
    }

    private static ObjectNode message(ObjectNode envelope, String content) {
        return envelope.putObject("message").put("role", "assistant").put("content", content);
    }

    private ObjectNode done(ObjectNode envelope) {
        return envelope.put("done_reason", answer.finish() == Answer.Finish.LENGTH ? "length" : "stop")
                .put("done", true)
                .put("total_duration", 4_883_583_458L)
                .put("load_duration", 1_334_875L)
                .put("prompt_eval_count", answer.promptTokens())
                .put("prompt_eval_duration", 342_546_000L)
                .put("eval_count", answer.outputTokens())
                .put("eval_duration", 4_535_599_000L);
    }

    private static void add(ArrayNode calls, Call call) {
        try {
            calls.addObject()
                    .putObject("function")
                    .put("name", call.name())
                    .set("arguments", Json.read(call.arguments()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void whole() throws IOException {
        var body = envelope();
        var message = message(body, answer.text());
        if (!answer.thinking().isEmpty()) {
            message.put("thinking", answer.thoughts());
        }
        if (!answer.calls().isEmpty()) {
            var calls = message.putArray("tool_calls");
            answer.calls().forEach(call -> add(calls, call));
        }
        exchange.answer(done(body), answer.outputTokens());
    }

    private void stream() throws IOException {
        EventStream lines = exchange.stream("application/x-ndjson", true);
        lines.paced(answer.thinking(), text -> {
            var line = envelope();
            message(line, "").put("thinking", text);
            lines.delta(null, Json.text(line.put("done", false)));
        });
        lines.paced(answer.tokens(), text -> {
            var line = envelope();
            message(line, text);
            lines.delta(null, Json.text(line.put("done", false)));
        });
        for (Call call : answer.calls()) {
            lines.paced(call.tokens(), text -> {});
            var line = envelope();
            add(message(line, "").putArray("tool_calls"), call);
            lines.delta(null, Json.text(line.put("done", false)));
        }
        lines.beforeFinish();
        var last = envelope();
        message(last, "");
        lines.terminate(null, Json.text(done(last)));
    }
}
