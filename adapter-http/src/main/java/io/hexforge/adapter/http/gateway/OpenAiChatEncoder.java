package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Problems;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes canonical answers as OpenAI's chat completions and chunks.
///
/// Reasoning goes into `reasoning_content` and, where it must be sent back, `thinking_blocks`: names that other vendors
/// added to the dialect.
final class OpenAiChatEncoder implements ClientDialect.Encoder {
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final String ID_PREFIX = "chatcmpl-";

    private final long created;
    private final boolean usageWanted;
    private final StringBuilder thought = new StringBuilder();
    private String id = ID_PREFIX;
    private String model = "";
    private Usage usage = Usage.NONE;

    OpenAiChatEncoder(long created, boolean usageWanted) {
        this.created = created;
        this.usageWanted = usageWanted;
    }

    @Override
    public void encode(ChatEvent event, SseBuffer out) {
        switch (event) {
            case ChatEvent.Started(String startedId, String startedModel) -> {
                id = completionId(startedId);
                model = startedModel;
                var first = new LinkedHashMap<String, @Nullable Object>();
                first.put("role", "assistant");
                first.put("content", "");
                delta(first, null, out);
            }
            case ChatEvent.TextDelta(String text) -> delta(Map.of("content", text), null, out);
            case ChatEvent.ThinkingDelta(String text) -> {
                thought.append(text);
                delta(Map.of("reasoning_content", text), null, out);
            }
            case ChatEvent.ThinkingSigned(String signature) -> {
                delta(Map.of("thinking_blocks", List.of(thinkingBlock(thought.toString(), signature))), null, out);
                thought.setLength(0);
            }
            case ChatEvent.RedactedThinking(String data) ->
                delta(Map.of("thinking_blocks", List.of(redactedBlock(data))), null, out);
            case ChatEvent.RefusalDelta(String text) -> delta(Map.of("refusal", text), null, out);
            case ChatEvent.ToolCallStarted(int index, String callId, String name, String signature) -> {
                Map<String, Object> call = toolCall(callId, name, "", signature);
                var indexed = new LinkedHashMap<String, Object>();
                indexed.put("index", index);
                indexed.putAll(call);
                delta(Map.of("tool_calls", List.of(indexed)), null, out);
            }
            case ChatEvent.ToolCallDelta(int index, String fragment) -> {
                var call = new LinkedHashMap<String, Object>();
                call.put("index", index);
                call.put("function", Map.of("arguments", fragment));
                delta(Map.of("tool_calls", List.of(call)), null, out);
            }
            case ChatEvent.UsageCounted(Usage counted) -> usage = counted;
            case ChatEvent.Finished(FinishReason reason, String stopSequence) ->
                delta(Map.of(), finishReason(reason), out);
        }
    }

    @Override
    public void end(@Nullable Long costNanoUsd, SseBuffer out) {
        if (usageWanted) {
            Map<String, @Nullable Object> last = chunk(List.of());
            last.put("usage", usage(usage));
            if (costNanoUsd != null) {
                last.put("hexforge", Map.of("cost_usd", RouteHeaders.usd(costNanoUsd)));
            }
            out.frame(null, last);
        }
        out.frame(null, DONE);
    }

    @Override
    public void failure(Problem problem, String requestId, SseBuffer out) {
        out.frame(null, Problems.openAi(problem));
    }

    static byte[] answer(ChatAnswer answer, long created) {
        var message = new LinkedHashMap<String, @Nullable Object>();
        String text = answer.text();
        var refusals = new StringBuilder();
        var thoughts = new StringBuilder();
        var blocks = new ArrayList<Map<String, Object>>();
        var toolCalls = new ArrayList<Map<String, Object>>();
        for (Output output : answer.outputs()) {
            switch (output) {
                case Output.Text counted -> {}
                case Output.Refusal(String refusal) -> refusals.append(refusal);
                case Output.Thinking(String thinking, String signature) -> {
                    thoughts.append(thinking);
                    if (signature != null) {
                        blocks.add(thinkingBlock(thinking, signature));
                    }
                }
                case Output.RedactedThinking(String data) -> blocks.add(redactedBlock(data));
                case Output.ToolCall(String callId, String name, String arguments, String signature) ->
                    toolCalls.add(toolCall(callId, name, arguments, signature));
            }
        }
        message.put("role", "assistant");
        message.put("content", text.isEmpty() && (!toolCalls.isEmpty() || !refusals.isEmpty()) ? null : text);
        message.put("refusal", refusals.isEmpty() ? null : refusals.toString());
        if (!thoughts.isEmpty()) {
            message.put("reasoning_content", thoughts.toString());
        }
        if (!blocks.isEmpty()) {
            message.put("thinking_blocks", blocks);
        }
        if (!toolCalls.isEmpty()) {
            message.put("tool_calls", toolCalls);
        }
        var choice = new LinkedHashMap<String, @Nullable Object>();
        choice.put("index", 0);
        choice.put("message", message);
        choice.put("logprobs", null);
        choice.put("finish_reason", finishReason(answer.finishReason()));
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("id", completionId(answer.id()));
        body.put("object", "chat.completion");
        body.put("created", created);
        body.put("model", answer.model());
        body.put("choices", List.of(choice));
        body.put("usage", usage(answer.usage()));
        return Json.bytes(body);
    }

    private void delta(Map<String, ?> delta, @Nullable String finishReason, SseBuffer out) {
        var choice = new LinkedHashMap<String, @Nullable Object>();
        choice.put("index", 0);
        choice.put("delta", delta);
        choice.put("logprobs", null);
        choice.put("finish_reason", finishReason);
        Map<String, @Nullable Object> chunk = chunk(List.of(choice));
        if (usageWanted) {
            chunk.put("usage", null);
        }
        out.frame(null, chunk);
    }

    private Map<String, @Nullable Object> chunk(List<?> choices) {
        var chunk = new LinkedHashMap<String, @Nullable Object>();
        chunk.put("id", id);
        chunk.put("object", "chat.completion.chunk");
        chunk.put("created", created);
        chunk.put("model", model);
        chunk.put("choices", choices);
        return chunk;
    }

    private static String completionId(String id) {
        return id.startsWith(ID_PREFIX) ? id : ID_PREFIX + id;
    }

    private static Map<String, Object> toolCall(String id, String name, String arguments, @Nullable String signature) {
        var function = new LinkedHashMap<String, Object>();
        function.put("name", name);
        function.put("arguments", arguments);
        var call = new LinkedHashMap<String, Object>();
        call.put("id", id);
        call.put("type", "function");
        call.put("function", function);
        if (signature != null) {
            call.put("extra_content", Map.of("google", Map.of("thought_signature", signature)));
        }
        return call;
    }

    private static Map<String, Object> thinkingBlock(String thinking, String signature) {
        var block = new LinkedHashMap<String, Object>();
        block.put("type", "thinking");
        block.put("thinking", thinking);
        block.put("signature", signature);
        return block;
    }

    private static Map<String, Object> redactedBlock(String data) {
        var block = new LinkedHashMap<String, Object>();
        block.put("type", "redacted_thinking");
        block.put("data", data);
        return block;
    }

    private static String finishReason(FinishReason reason) {
        return switch (reason) {
            case STOP, STOP_SEQUENCE -> "stop";
            case LENGTH -> "length";
            case TOOL_CALLS -> "tool_calls";
            case CONTENT_FILTER, REFUSAL -> "content_filter";
        };
    }

    private static Map<String, Object> usage(Usage usage) {
        var promptDetails = new LinkedHashMap<String, Object>();
        promptDetails.put("cached_tokens", usage.cached());
        if (usage.cacheWrite() > 0) {
            promptDetails.put("cache_write_tokens", usage.cacheWrite());
        }
        var body = new LinkedHashMap<String, Object>();
        body.put("prompt_tokens", usage.prompt());
        body.put("completion_tokens", usage.output());
        body.put("total_tokens", usage.total());
        body.put("prompt_tokens_details", promptDetails);
        body.put("completion_tokens_details", Map.of("reasoning_tokens", usage.reasoning()));
        return body;
    }
}
