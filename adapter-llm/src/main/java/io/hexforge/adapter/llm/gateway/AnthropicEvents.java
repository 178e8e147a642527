package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.FinishReason;
import java.util.ArrayList;
import java.util.List;

/// Reads what Anthropic's Messages API answers, streamed or whole. Not safe for concurrent use; one instance an
/// answer.
final class AnthropicEvents implements ChatEvents {
    private final AnthropicUsage usage = new AnthropicUsage();
    private final StringBuilder signature = new StringBuilder();
    private int toolCalls;
    private boolean toolCallOpen;
    private boolean argumentsCame;
    private boolean finished;
    private boolean ended;

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public List<ChatEvent> of(JsonNode event) throws UpstreamFailure {
        var events = new ArrayList<ChatEvent>();
        switch (event.path("type").asText()) {
            case "message_start" -> start(event.path("message"), events);
            case "content_block_start" -> startBlock(event.path("content_block"), events);
            case "content_block_delta" -> delta(event.path("delta"), events);
            case "content_block_stop" -> stopBlock(events);
            case "message_delta" -> finish(event.path("delta"), event.path("usage"), events);
            case "message_stop" -> ended = true;
            case "message" -> whole(event, events);
            default -> {
                // Pings, and kinds of events that are yet to come: clients must bear both.
            }
        }
        return events;
    }

    private void whole(JsonNode message, List<ChatEvent> events) throws UpstreamFailure {
        start(message, events);
        for (JsonNode block : message.path("content")) {
            startBlock(block, events);
            stopBlock(events);
        }
        finish(message, message.path("usage"), events);
    }

    private void start(JsonNode message, List<ChatEvent> events) {
        usage.add(message.path("usage"));
        events.add(new ChatEvent.Started(
                message.path("id").asText(), message.path("model").asText()));
        events.add(new ChatEvent.UsageCounted(usage.total()));
    }

    private void startBlock(JsonNode block, List<ChatEvent> events) throws UpstreamFailure {
        String type = block.path("type").asText();
        switch (type) {
            case "text" -> addText(block.path("text").asText(), events);
            case "thinking" -> {
                addThinking(block.path("thinking").asText(), events);
                signature.append(block.path("signature").asText());
            }
            case "redacted_thinking" ->
                events.add(new ChatEvent.RedactedThinking(block.path("data").asText()));
            case "tool_use" -> {
                toolCallOpen = true;
                argumentsCame = false;
                events.add(new ChatEvent.ToolCallStarted(
                        toolCalls, block.path("id").asText(), block.path("name").asText(), null));
                if (!block.path("input").isEmpty()) {
                    addArguments(Json.text(block.path("input")), events);
                }
            }
            default -> throw UpstreamFailure.malformed("a block of type " + type);
        }
    }

    private void delta(JsonNode delta, List<ChatEvent> events) {
        switch (delta.path("type").asText()) {
            case "text_delta" -> addText(delta.path("text").asText(), events);
            case "thinking_delta" -> addThinking(delta.path("thinking").asText(), events);
            case "signature_delta" -> signature.append(delta.path("signature").asText());
            case "input_json_delta" -> addArguments(delta.path("partial_json").asText(), events);
            default -> {
                // Citations, which nobody asked for.
            }
        }
    }

    private static void addText(String text, List<ChatEvent> events) {
        if (!text.isEmpty()) {
            events.add(new ChatEvent.TextDelta(text));
        }
    }

    private static void addThinking(String text, List<ChatEvent> events) {
        if (!text.isEmpty()) {
            events.add(new ChatEvent.ThinkingDelta(text));
        }
    }

    private void addArguments(String fragment, List<ChatEvent> events) {
        if (!fragment.isEmpty()) {
            argumentsCame = true;
            events.add(new ChatEvent.ToolCallDelta(toolCalls, fragment));
        }
    }

    /// A call without arguments gets the empty object, which is what its arguments mean.
    private void stopBlock(List<ChatEvent> events) {
        if (!signature.isEmpty()) {
            events.add(new ChatEvent.ThinkingSigned(signature.toString()));
            signature.setLength(0);
        }
        if (toolCallOpen) {
            if (!argumentsCame) {
                events.add(new ChatEvent.ToolCallDelta(toolCalls, "{}"));
            }
            toolCallOpen = false;
            toolCalls++;
        }
    }

    private void finish(JsonNode stop, JsonNode counts, List<ChatEvent> events) {
        usage.add(counts);
        events.add(new ChatEvent.UsageCounted(usage.total()));
        if (Json.has(stop, "stop_reason")) {
            finished = true;
            events.add(new ChatEvent.Finished(
                    reason(stop.path("stop_reason").asText()), Json.text(stop, "stop_sequence")));
        }
    }

    private static FinishReason reason(String reason) {
        return switch (reason) {
            case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
            case "stop_sequence" -> FinishReason.STOP_SEQUENCE;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "refusal" -> FinishReason.REFUSAL;
            default -> FinishReason.STOP;
        };
    }
}
