package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.Problems;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells an answer in Anthropic's Messages format.
///
/// Blocks follow each other, but a tool call stays open until the end, because its arguments may arrive among those
/// of others. Vendors that know a refusal as a kind of content have it told as text with the stop reason `refusal`.
final class AnthropicEncoder implements ClientDialect.Encoder {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final boolean showThinking;
    private final Map<Integer, Integer> blockOfTool = new LinkedHashMap<>();
    private Open open = Open.NOTHING;
    private int blocks;
    private boolean started;
    private boolean refused;
    private String id = "";
    private String model = "";
    private Usage usage = Usage.NONE;
    private FinishReason reason = FinishReason.STOP;
    private @Nullable String stopSequence;

    /// What the last block is, while it may still grow.
    private enum Open {
        NOTHING,
        TEXT,
        REFUSAL,
        THINKING
    }

    /// @param showThinking whether reasoning is told in clear
    AnthropicEncoder(boolean showThinking) {
        this.showThinking = showThinking;
    }

    @Override
    public void encode(ChatEvent event, SseBuffer out) {
        switch (event) {
            case ChatEvent.Started(String startedId, String startedModel) -> {
                id = startedId;
                model = startedModel;
            }
            case ChatEvent.UsageCounted(Usage counted) -> usage = counted;
            case ChatEvent.Finished(FinishReason finish, String sequence) -> {
                reason = finish;
                stopSequence = sequence;
            }
            case ChatEvent.TextDelta(String text) -> text(Open.TEXT, text, out);
            case ChatEvent.RefusalDelta(String text) -> {
                refused = true;
                text(Open.REFUSAL, text, out);
            }
            case ChatEvent.ThinkingDelta(String text) -> {
                grow(Open.THINKING, out);
                if (showThinking && !text.isEmpty()) {
                    delta(blocks - 1, typed("thinking_delta").put("thinking", text), out);
                }
            }
            case ChatEvent.ThinkingSigned(String signature) -> {
                grow(Open.THINKING, out);
                delta(blocks - 1, typed("signature_delta").put("signature", signature), out);
                closeOpen(out);
            }
            case ChatEvent.RedactedThinking(String data) -> redacted(data, out);
            case ChatEvent.ToolCallStarted(int index, String callId, String name, String signature) -> {
                if (signature != null) {
                    redacted(ToolSignatures.hide(signature), out);
                }
                closeOpen(out);
                blockOfTool.put(index, blocks);
                start(toolUse(callId, name, NODES.objectNode()), out);
            }
            case ChatEvent.ToolCallDelta(int index, String fragment) -> {
                Integer block = blockOfTool.get(index);
                if (block != null) {
                    delta(block, typed("input_json_delta").put("partial_json", fragment), out);
                }
            }
        }
    }

    @Override
    public void end(@Nullable Long costNanoUsd, SseBuffer out) {
        startMessage(out);
        closeOpen(out);
        blockOfTool.values().forEach(block -> stop(block, out));
        var event = typed("message_delta");
        putStop(event.putObject("delta"), reason, stopSequence, !blockOfTool.isEmpty(), refused);
        out.frame("message_delta", event.set("usage", usage(usage)));
        out.frame("message_stop", typed("message_stop"));
    }

    @Override
    public void failure(Problem problem, String requestId, SseBuffer out) {
        out.frame("error", Problems.anthropic(problem, requestId));
    }

    /// {@return a whole answer, as JSON in UTF-8}
    ///
    /// @throws io.hexforge.adapter.http.Refused 502 if a tool's arguments are no object, which this format demands
    static byte[] answer(ChatAnswer answer, boolean showThinking) {
        var content = NODES.arrayNode();
        boolean calls = false;
        boolean refused = false;
        for (Output output : answer.outputs()) {
            switch (output) {
                case Output.Text(String text) -> content.add(text(text));
                case Output.Refusal(String text) -> {
                    refused = true;
                    content.add(text(text));
                }
                case Output.Thinking(String text, String signature) ->
                    content.add(thinking(showThinking ? text : "", signature == null ? "" : signature));
                case Output.RedactedThinking(String data) -> content.add(redactedBlock(data));
                case Output.ToolCall call -> {
                    calls = true;
                    if (call.signature() != null) {
                        content.add(redactedBlock(ToolSignatures.hide(call.signature())));
                    }
                    content.add(toolUse(call.id(), call.name(), ToolArguments.parse(call)));
                }
            }
        }
        ObjectNode message = message(answer.id(), answer.model(), content, answer.usage());
        putStop(message, answer.finishReason(), answer.stopSequence(), calls, refused);
        return Json.bytes(message);
    }

    private void text(Open kind, String text, SseBuffer out) {
        if (!text.isEmpty()) {
            grow(kind, out);
            delta(blocks - 1, typed("text_delta").put("text", text), out);
        }
    }

    private void redacted(String data, SseBuffer out) {
        closeOpen(out);
        start(redactedBlock(data), out);
        stop(blocks - 1, out);
    }

    private void grow(Open kind, SseBuffer out) {
        if (open != kind) {
            closeOpen(out);
            open = kind;
            start(kind == Open.THINKING ? thinking("", "") : text(""), out);
        }
    }

    private void closeOpen(SseBuffer out) {
        if (open != Open.NOTHING) {
            stop(blocks - 1, out);
            open = Open.NOTHING;
        }
    }

    private void startMessage(SseBuffer out) {
        if (!started) {
            started = true;
            ObjectNode message = message(id, model, NODES.arrayNode(), usage);
            message.putNull("stop_reason").putNull("stop_sequence");
            out.frame("message_start", typed("message_start").set("message", message));
        }
    }

    private void start(ObjectNode block, SseBuffer out) {
        startMessage(out);
        out.frame(
                "content_block_start",
                typed("content_block_start").put("index", blocks++).set("content_block", block));
    }

    private void delta(int block, ObjectNode delta, SseBuffer out) {
        out.frame(
                "content_block_delta",
                typed("content_block_delta").put("index", block).set("delta", delta));
    }

    private void stop(int block, SseBuffer out) {
        out.frame("content_block_stop", typed("content_block_stop").put("index", block));
    }

    private static ObjectNode message(String id, String model, ArrayNode content, Usage counted) {
        ObjectNode message = NODES.objectNode();
        message.put("id", id.startsWith("msg_") ? id : "msg_" + id);
        message.put("type", "message").put("role", "assistant").put("model", model);
        message.set("content", content);
        message.set("usage", usage(counted));
        return message;
    }

    private static void putStop(
            ObjectNode target, FinishReason reason, @Nullable String sequence, boolean calls, boolean refused) {
        target.put("stop_reason", stopReason(reason, calls, refused));
        target.put("stop_sequence", sequence);
    }

    private static String stopReason(FinishReason reason, boolean calls, boolean refused) {
        return switch (reason) {
            case STOP -> refused ? "refusal" : calls ? "tool_use" : "end_turn";
            case STOP_SEQUENCE -> "stop_sequence";
            case LENGTH -> "max_tokens";
            case TOOL_CALLS -> "tool_use";
            case CONTENT_FILTER, REFUSAL -> "refusal";
        };
    }

    /// Anthropic counts input tokens that touched the cache apart from the others.
    private static ObjectNode usage(Usage usage) {
        ObjectNode node = NODES.objectNode()
                .put("input_tokens", Math.max(0, usage.prompt() - usage.cached() - usage.cacheWrite()))
                .put("cache_creation_input_tokens", usage.cacheWrite())
                .put("cache_read_input_tokens", usage.cached())
                .put("output_tokens", usage.output());
        if (usage.reasoning() > 0) {
            node.putObject("output_tokens_details").put("thinking_tokens", usage.reasoning());
        }
        return node;
    }

    private static ObjectNode typed(String type) {
        return NODES.objectNode().put("type", type);
    }

    private static ObjectNode text(String text) {
        return typed("text").put("text", text).putNull("citations");
    }

    private static ObjectNode thinking(String text, String signature) {
        return typed("thinking").put("thinking", text).put("signature", signature);
    }

    private static ObjectNode redactedBlock(String data) {
        return typed("redacted_thinking").put("data", data);
    }

    private static ObjectNode toolUse(String id, String name, ObjectNode input) {
        ObjectNode block = typed("tool_use").put("id", id).put("name", name);
        block.set("input", input);
        block.putObject("caller").put("type", "direct");
        return block;
    }
}
