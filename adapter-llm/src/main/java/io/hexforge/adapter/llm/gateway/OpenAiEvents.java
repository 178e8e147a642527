package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what OpenAI's Chat Completions API and its copies answer: a whole answer has the shape of a stream's only
/// chunk, with `message` for `delta`. Reasoning is taken from wherever a copy puts it. Not safe for concurrent use; one
/// instance an answer.
final class OpenAiEvents implements ChatEvents {
    /// By the provider's index, ours.
    private final Map<Integer, Integer> toolCalls = new HashMap<>();
    private final Map<String, Integer> toolCallIds = new HashMap<>();
    private int calls;
    private boolean started;
    private boolean finished;

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public List<ChatEvent> of(JsonNode chunk) {
        var events = new ArrayList<ChatEvent>();
        if (!started && !chunk.path("choices").isEmpty()) {
            started = true;
            events.add(new ChatEvent.Started(
                    chunk.path("id").asText(), chunk.path("model").asText()));
        }
        JsonNode choice = chunk.path("choices").path(0);
        JsonNode delta = choice.has("delta") ? choice.path("delta") : choice.path("message");
        reasoning(delta, events);
        content(delta.path("content"), events);
        String refusal = delta.path("refusal").asText("");
        if (!refusal.isEmpty()) {
            events.add(new ChatEvent.RefusalDelta(refusal));
        }
        int position = 0;
        for (JsonNode call : delta.path("tool_calls")) {
            toolCall(call, position++, events);
        }
        Usage usage = OpenAiChunks.usage(chunk);
        if (usage != null) {
            events.add(new ChatEvent.UsageCounted(usage));
        }
        if (Json.has(choice, "finish_reason") && !finished) {
            finished = true;
            events.add(
                    new ChatEvent.Finished(reason(choice.path("finish_reason").asText()), null));
        }
        return events;
    }

    private static void reasoning(JsonNode delta, List<ChatEvent> events) {
        String text = Json.text(delta, "reasoning_content", Json.text(delta, "reasoning", ""));
        if (!text.isEmpty()) {
            events.add(new ChatEvent.ThinkingDelta(text));
        }
    }

    /// Text, or parts of text and thinking as Mistral writes them.
    private static void content(JsonNode content, List<ChatEvent> events) {
        if (content.isTextual() && !content.textValue().isEmpty()) {
            events.add(new ChatEvent.TextDelta(content.textValue()));
        } else if (content.isArray()) {
            for (JsonNode part : content) {
                if (part.path("type").asText().equals("thinking")) {
                    part.path("thinking")
                            .forEach(thought -> events.add(new ChatEvent.ThinkingDelta(
                                    thought.path("text").asText())));
                } else {
                    content(part.path("text"), events);
                }
            }
        }
    }

    private void toolCall(JsonNode call, int position, List<ChatEvent> events) {
        JsonNode function = call.path("function");
        String id = Json.text(call, "id", "");
        Integer index = index(call, id, position);
        if (index == null) {
            index = calls++;
            toolCalls.put(call.path("index").asInt(index), index);
            String callId = id.isEmpty() ? "call_" + index : id;
            toolCallIds.put(callId, index);
            String signature = Json.text(call.path("extra_content").path("google"), "thought_signature");
            events.add(new ChatEvent.ToolCallStarted(
                    index, callId, function.path("name").asText(), signature));
        }
        JsonNode arguments = function.path("arguments");
        String fragment = arguments.isObject() ? Json.text(arguments) : arguments.asText("");
        if (!fragment.isEmpty()) {
            events.add(new ChatEvent.ToolCallDelta(index, fragment));
        }
    }

    /// Ours for a call that has begun. Some copies give no index, or the same one to all calls of an answer.
    private @Nullable Integer index(JsonNode call, String id, int position) {
        if (!id.isEmpty() && !call.path("function").path("name").asText("").isEmpty()) {
            return toolCallIds.get(id);
        }
        return toolCalls.get(call.path("index").asInt(position));
    }

    private FinishReason reason(String reason) {
        return switch (reason) {
            case "length", "max_tokens", "model_length" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default -> calls == 0 ? FinishReason.STOP : FinishReason.TOOL_CALLS;
        };
    }
}
