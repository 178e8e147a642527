package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.http.Json;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.gateway.ResponsesItem.Events;
import io.hexforge.adapter.http.gateway.ResponsesItem.FunctionCall;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.FinishReason;
import io.hexforge.domain.gateway.Usage;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells an answer in OpenAI's Responses format.
///
/// Items follow each other, but a function call stays open until the end, because its arguments may arrive among those
/// of others.
final class ResponsesEncoder implements ClientDialect.Encoder {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern VENDORS_PREFIX = Pattern.compile("^(chatcmpl-|resp_|msg_)");
    private static final String IN_PROGRESS = "in_progress";
    private static final String COMPLETED = "completed";
    private static final String INCOMPLETE = "incomplete";

    private final ResponseEnvelope envelope;
    private final InstantSource clock;
    private final List<ResponsesItem> items = new ArrayList<>();
    private final Map<Integer, FunctionCall> calls = new LinkedHashMap<>();
    private @Nullable ResponsesItem open;
    private boolean started;
    private boolean refused;
    private boolean broken;
    private long sequence;
    private String suffix = "";
    private String model = "";
    private Usage usage = Usage.NONE;
    private FinishReason reason = FinishReason.STOP;

    ResponsesEncoder(ResponseEnvelope envelope, InstantSource clock) {
        this.envelope = envelope;
        this.clock = clock;
    }

    /// {@return a whole answer, as JSON in UTF-8}
    static byte[] answer(ChatAnswer answer, ResponseEnvelope envelope, InstantSource clock) {
        var encoder = new ResponsesEncoder(envelope, clock);
        Events untold = (type, fields) -> {};
        answer.events().forEach(event -> encoder.encode(event, untold));
        return Json.bytes(encoder.finish(untold));
    }

    @Override
    public void encode(ChatEvent event, SseBuffer out) {
        encode(event, to(out));
    }

    @Override
    public void end(@Nullable Long costNanoUsd, SseBuffer out) {
        Events events = to(out);
        ObjectNode response = finish(events);
        tell(response.get("status").asText(), response, events);
    }

    @Override
    public void failure(Problem problem, String requestId, SseBuffer out) {
        Events events = to(out);
        start(events);
        String code = problem.status() == 429 ? "rate_limit_exceeded" : "server_error";
        events.tell(
                "error",
                NODES.objectNode()
                        .put("code", code)
                        .put("message", problem.detail())
                        .putNull("param"));
        broken = true;
        ObjectNode response = response("failed", usage);
        response.putObject("error").put("code", code).put("message", problem.detail());
        tell("failed", response, events);
    }

    private void encode(ChatEvent event, Events events) {
        switch (event) {
            case ChatEvent.Started(String id, String startedModel) -> {
                suffix = VENDORS_PREFIX.matcher(id).replaceFirst("");
                model = startedModel;
            }
            case ChatEvent.UsageCounted(Usage counted) -> usage = counted;
            case ChatEvent.Finished(FinishReason finish, String stopSequence) -> reason = finish;
            case ChatEvent.TextDelta(String text) -> {
                if (!text.isEmpty()) {
                    message(events).text(text, events);
                }
            }
            case ChatEvent.RefusalDelta(String text) -> {
                refused = true;
                if (!text.isEmpty()) {
                    message(events).refusal(text, events);
                }
            }
            case ChatEvent.ThinkingDelta(String text) -> {
                if (!text.isEmpty()) {
                    reasoning(events).text(text, events);
                }
            }
            case ChatEvent.ThinkingSigned(String signature) -> {
                reasoning(events).encrypted(ReasoningItem.signed(signature));
                closeOpen(events);
            }
            case ChatEvent.RedactedThinking(String data) -> hidden(data, events);
            case ChatEvent.ToolCallStarted(int index, String callId, String name, String signature) -> {
                if (signature != null) {
                    hidden(ToolSignatures.hide(signature), events);
                }
                closeOpen(events);
                calls.put(index, add("fc_", (at, id) -> new FunctionCall(at, id, callId, name), events));
            }
            case ChatEvent.ToolCallDelta(int index, String fragment) -> {
                FunctionCall call = calls.get(index);
                if (call != null) {
                    call.arguments(fragment, events);
                }
            }
        }
    }

    private ResponsesItem.Message message(Events events) {
        if (open instanceof ResponsesItem.Message message) {
            return message;
        }
        closeOpen(events);
        var message = add("msg_", ResponsesItem.Message::new, events);
        open = message;
        return message;
    }

    private ResponsesItem.Reasoning reasoning(Events events) {
        if (open instanceof ResponsesItem.Reasoning reasoning) {
            return reasoning;
        }
        closeOpen(events);
        var reasoning = add("rs_", ResponsesItem.Reasoning::new, events);
        open = reasoning;
        return reasoning;
    }

    /// Tells reasoning that only the provider can read.
    private void hidden(String data, Events events) {
        closeOpen(events);
        reasoning(events).encrypted(data);
        closeOpen(events);
    }

    private <T extends ResponsesItem> T add(String prefix, BiFunction<Integer, String, T> maker, Events events) {
        start(events);
        T item = maker.apply(items.size(), prefix + suffix + "_" + items.size());
        items.add(item);
        tellItem("response.output_item.added", item, IN_PROGRESS, events);
        return item;
    }

    private void closeOpen(Events events) {
        if (open != null) {
            close(open, events);
            open = null;
        }
    }

    private void close(ResponsesItem item, Events events) {
        item.finish(events);
        tellItem("response.output_item.done", item, statusOf(item), events);
    }

    private static void tellItem(String type, ResponsesItem item, String status, Events events) {
        events.tell(type, NODES.objectNode().put("output_index", item.index()).set("item", item.json(status)));
    }

    private void start(Events events) {
        if (!started) {
            started = true;
            tell("created", response(IN_PROGRESS, null), events);
            tell(IN_PROGRESS, response(IN_PROGRESS, null), events);
        }
    }

    /// Closes what is open.
    ///
    /// @return the whole response
    private ObjectNode finish(Events events) {
        start(events);
        closeOpen(events);
        calls.values().forEach(call -> close(call, events));
        String why = whyIncomplete();
        ObjectNode response = response(why == null ? COMPLETED : INCOMPLETE, usage);
        if (why == null) {
            response.put("completed_at", clock.instant().getEpochSecond());
        } else {
            response.putObject("incomplete_details").put("reason", why);
        }
        return response;
    }

    private ObjectNode response(String status, @Nullable Usage counted) {
        var output = NODES.arrayNode();
        items.forEach(item -> output.add(item.json(statusOf(item))));
        return envelope.response("resp_" + suffix, model, status, output, counted);
    }

    /// Only the last item can have been cut.
    private String statusOf(ResponsesItem item) {
        return (broken || whyIncomplete() != null) && item.index() == items.size() - 1 ? INCOMPLETE : COMPLETED;
    }

    private @Nullable String whyIncomplete() {
        return switch (reason) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS -> null;
            case LENGTH -> "max_output_tokens";
            case CONTENT_FILTER -> "content_filter";
            // A refusal that was told as such is a complete answer; else the client must learn of it here.
            case REFUSAL -> refused ? null : "content_filter";
        };
    }

    private static void tell(String event, ObjectNode response, Events events) {
        events.tell("response." + event, NODES.objectNode().set("response", response));
    }

    private Events to(SseBuffer out) {
        return (type, fields) -> {
            ObjectNode event = NODES.objectNode().put("type", type).put("sequence_number", sequence++);
            out.frame(type, event.setAll(fields));
        };
    }
}
