package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.Usage;
import java.util.ArrayList;
import java.util.List;

/// Reads what Google's `generateContent` answers: a whole answer has the shape of a stream's only chunk. Not safe for
/// concurrent use; one instance an answer.
final class GeminiEvents implements ChatEvents {
    private boolean started;
    private boolean finished;
    private String id = "";
    private int toolCalls;

    @Override
    public boolean finished() {
        return finished;
    }

    @Override
    public List<ChatEvent> of(JsonNode chunk) throws UpstreamFailure {
        var events = new ArrayList<ChatEvent>();
        if (!started) {
            started = true;
            id = chunk.path("responseId").asText("gemini");
            events.add(new ChatEvent.Started(id, chunk.path("modelVersion").asText("gemini")));
        }
        JsonNode candidate = chunk.path("candidates").path(0);
        for (JsonNode part : candidate.path("content").path("parts")) {
            addPart(part, events);
        }
        JsonNode usage = chunk.path("usageMetadata");
        if (usage.isObject()) {
            events.add(new ChatEvent.UsageCounted(usage(usage)));
        }
        if (chunk.path("promptFeedback").hasNonNull("blockReason")) {
            finish(FinishReason.CONTENT_FILTER, events);
        } else if (candidate.hasNonNull("finishReason")) {
            finish(reason(candidate.get("finishReason").asText()), events);
        }
        return events;
    }

    private void addPart(JsonNode part, List<ChatEvent> events) throws UpstreamFailure {
        String signature = part.path("thoughtSignature").textValue();
        if (part.has("functionCall")) {
            JsonNode called = part.get("functionCall");
            int index = toolCalls++;
            String callId = called.path("id").asText("call_" + id + "_" + index);
            events.add(new ChatEvent.ToolCallStarted(
                    index, callId, called.path("name").asText(), signature));
            JsonNode arguments = called.path("args");
            events.add(new ChatEvent.ToolCallDelta(index, arguments.isObject() ? arguments.toString() : "{}"));
        } else if (part.path("thought").asBoolean()) {
            events.add(new ChatEvent.ThinkingDelta(part.path("text").asText()));
            if (signature != null) {
                events.add(new ChatEvent.ThinkingSigned(signature));
            }
        } else if (part.has("text")) {
            String text = part.get("text").asText();
            if (!text.isEmpty()) {
                events.add(new ChatEvent.TextDelta(text));
            }
        } else {
            throw UpstreamFailure.malformed("a part that is neither text, thought nor function call");
        }
    }

    private void finish(FinishReason reason, List<ChatEvent> events) {
        if (!finished) {
            finished = true;
            events.add(new ChatEvent.Finished(reason, null));
        }
    }

    private FinishReason reason(String reason) throws UpstreamFailure {
        return switch (reason) {
            case "STOP" -> toolCalls > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "LANGUAGE",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT" -> FinishReason.CONTENT_FILTER;
            default -> throw UpstreamFailure.malformed("the finish reason " + reason);
        };
    }

    /// Prompt and tool-use tokens are disjoint; thoughts are not among the candidates' tokens.
    private static Usage usage(JsonNode usage) {
        long thoughts = usage.path("thoughtsTokenCount").asLong();
        return new Usage(
                usage.path("promptTokenCount").asLong()
                        + usage.path("toolUsePromptTokenCount").asLong(),
                usage.path("cachedContentTokenCount").asLong(),
                0,
                usage.path("candidatesTokenCount").asLong() + thoughts,
                thoughts);
    }
}
