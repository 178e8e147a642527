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
final class AnthropicAnswer implements AnswerEncoder {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String requestId;
    private final boolean showThinking;
    private final Frames frames = new Frames();
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

    /// @param requestId stands in for the answer's id if the provider gave none
    /// @param showThinking whether reasoning is told in clear
    AnthropicAnswer(String requestId, boolean showThinking) {
        this.requestId = requestId;
        this.showThinking = showThinking;
    }

    @Override
    public byte[] event(ChatEvent event) {
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
            case ChatEvent.TextDelta(String text) -> text(Open.TEXT, text);
            case ChatEvent.RefusalDelta(String text) -> {
                refused = true;
                text(Open.REFUSAL, text);
            }
            case ChatEvent.ThinkingDelta(String text) -> {
                grow(Open.THINKING);
                if (showThinking && !text.isEmpty()) {
                    delta(blocks - 1, typed("thinking_delta").put("thinking", text));
                }
            }
            case ChatEvent.ThinkingSigned(String signature) -> {
                grow(Open.THINKING);
                delta(blocks - 1, typed("signature_delta").put("signature", signature));
                closeOpen();
            }
            case ChatEvent.RedactedThinking(String data) -> redacted(data);
            case ChatEvent.ToolCallStarted(int index, String callId, String name, String signature) -> {
                if (signature != null) {
                    redacted(ToolSignatures.hide(signature));
                }
                closeOpen();
                blockOfTool.put(index, blocks);
                start(toolUse(callId, name, NODES.objectNode()));
            }
            case ChatEvent.ToolCallDelta(int index, String fragment) -> {
                Integer block = blockOfTool.get(index);
                if (block != null) {
                    delta(block, typed("input_json_delta").put("partial_json", fragment));
                }
            }
        }
        return frames.take();
    }

    @Override
    public byte[] end(Usage total) {
        usage = total.equals(Usage.NONE) ? usage : total;
        startMessage();
        closeOpen();
        blockOfTool.values().forEach(this::stop);
        var delta = NODES.objectNode();
        putStop(delta, reason, stopSequence, !blockOfTool.isEmpty(), refused);
        frames.add(
                "message_delta",
                typed("message_delta").<ObjectNode>set("delta", delta).set("usage", usage(usage)));
        frames.add("message_stop", typed("message_stop"));
        return frames.take();
    }

    @Override
    public byte[] failed(Problem problem, Usage produced) {
        return frames.addJson("error", Problems.anthropic(problem, requestId)).take();
    }

    @Override
    public byte[] whole(ChatAnswer answer) {
        id = answer.id();
        model = answer.model();
        var content = NODES.arrayNode();
        boolean calls = false;
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
        ObjectNode message = message(content, answer.usage());
        putStop(message, answer.finishReason(), answer.stopSequence(), calls, refused);
        return Json.bytes(message);
    }

    private void text(Open kind, String text) {
        if (!text.isEmpty()) {
            grow(kind);
            delta(blocks - 1, typed("text_delta").put("text", text));
        }
    }

    private void redacted(String data) {
        closeOpen();
        start(redactedBlock(data));
        stop(blocks - 1);
    }

    private void grow(Open kind) {
        if (open != kind) {
            closeOpen();
            open = kind;
            start(kind == Open.THINKING ? thinking("", "") : text(""));
        }
    }

    private void closeOpen() {
        if (open != Open.NOTHING) {
            stop(blocks - 1);
            open = Open.NOTHING;
        }
    }

    private void startMessage() {
        if (!started) {
            started = true;
            ObjectNode message = message(NODES.arrayNode(), usage);
            message.putNull("stop_reason").putNull("stop_sequence");
            frames.add("message_start", typed("message_start").set("message", message));
        }
    }

    private void start(ObjectNode block) {
        startMessage();
        frames.add(
                "content_block_start",
                typed("content_block_start").put("index", blocks++).set("content_block", block));
    }

    private void delta(int block, ObjectNode delta) {
        frames.add(
                "content_block_delta",
                typed("content_block_delta").put("index", block).set("delta", delta));
    }

    private void stop(int block) {
        frames.add("content_block_stop", typed("content_block_stop").put("index", block));
    }

    private ObjectNode message(ArrayNode content, Usage counted) {
        String given = id.isEmpty() ? requestId : id;
        ObjectNode message = NODES.objectNode();
        message.put("id", given.startsWith("msg_") ? given : "msg_" + given);
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
