package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.Usage;
import java.util.ArrayList;
import java.util.List;

/// Reads what Ollama's own `/api/chat` answers: a whole answer has the shape of a stream's last line. Not safe for
/// concurrent use; one instance an answer.
final class OllamaEvents implements ChatEvents {
    private boolean started;
    private boolean finished;
    private String id = "";
    private int toolCalls;

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public List<ChatEvent> of(JsonNode line) {
        var events = new ArrayList<ChatEvent>();
        if (!started) {
            started = true;
            id = "ollama-" + line.path("created_at").asText().replaceAll("\\D", "");
            events.add(new ChatEvent.Started(id, line.path("model").asText()));
        }
        JsonNode message = line.path("message");
        String thinking = message.path("thinking").asText();
        if (!thinking.isEmpty()) {
            events.add(new ChatEvent.ThinkingDelta(thinking));
        }
        String text = message.path("content").asText();
        if (!text.isEmpty()) {
            events.add(new ChatEvent.TextDelta(text));
        }
        for (JsonNode toolCall : message.path("tool_calls")) {
            addToolCall(toolCall, events);
        }
        if (line.path("done").asBoolean()) {
            finished = true;
            events.add(new ChatEvent.UsageCounted(Usage.of(
                    line.path("prompt_eval_count").asLong(),
                    line.path("eval_count").asLong())));
            events.add(new ChatEvent.Finished(reason(line.path("done_reason").asText()), null));
        }
        return events;
    }

    private void addToolCall(JsonNode toolCall, List<ChatEvent> events) {
        int index = toolCalls++;
        JsonNode function = toolCall.path("function");
        String callId = toolCall.path("id").asText("call_" + id + "_" + index);
        events.add(new ChatEvent.ToolCallStarted(
                index, callId, function.path("name").asText(), null));
        JsonNode arguments = function.path("arguments");
        events.add(new ChatEvent.ToolCallDelta(index, arguments.isObject() ? arguments.toString() : "{}"));
    }

    private FinishReason reason(String reason) {
        if (reason.equals("length")) {
            return FinishReason.LENGTH;
        }
        return toolCalls > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP;
    }
}
