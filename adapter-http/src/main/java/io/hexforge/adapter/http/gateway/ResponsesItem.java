package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An item in the output of a response that is being told. Not safe for concurrent use.
sealed interface ResponsesItem {
    /// Where events go. Their type and number are added on the way.
    interface Events {
        void tell(String type, ObjectNode fields);
    }

    /// {@return its place in the output}
    int index();

    /// {@return the item as it stands}
    ObjectNode json(String status);

    /// Tells that nothing will be added.
    void finish(Events events);

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// What the model says to the user: texts and refusals.
    final class Message implements ResponsesItem {
        private final int index;
        private final String id;
        private final List<ContentPart> parts = new ArrayList<>();

        /// @param member the event's and the part's name for the text: `text` or `refusal`
        private record ContentPart(String type, String member, StringBuilder text) {
            ObjectNode json() {
                ObjectNode part = node().put("type", type).put(member, text.toString());
                if (member.equals("text")) {
                    part.putArray("annotations");
                    part.putArray("logprobs");
                }
                return part;
            }
        }

        Message(int index, String id) {
            this.index = index;
            this.id = id;
        }

        @Override
        public int index() {
            return index;
        }

        void text(String delta, Events events) {
            part("output_text", "text", events).text().append(delta);
            ObjectNode fields = inPart().put("delta", delta);
            fields.putArray("logprobs");
            events.tell("response.output_text.delta", fields);
        }

        void refusal(String delta, Events events) {
            part("refusal", "refusal", events).text().append(delta);
            events.tell("response.refusal.delta", inPart().put("delta", delta));
        }

        @Override
        public ObjectNode json(String status) {
            ObjectNode item = node().put("id", id).put("type", "message").put("role", "assistant");
            var content = item.putArray("content");
            parts.forEach(part -> content.add(part.json()));
            return item.put("status", status);
        }

        @Override
        public void finish(Events events) {
            if (parts.isEmpty()) {
                return;
            }
            ContentPart last = parts.getLast();
            ObjectNode done = inPart().put(last.member(), last.text().toString());
            if (last.member().equals("text")) {
                done.putArray("logprobs");
                events.tell("response.output_text.done", done);
            } else {
                events.tell("response.refusal.done", done);
            }
            events.tell("response.content_part.done", inPart().set("part", last.json()));
        }

        private ContentPart part(String type, String member, Events events) {
            if (parts.isEmpty() || !parts.getLast().type().equals(type)) {
                finish(events);
                parts.add(new ContentPart(type, member, new StringBuilder()));
                events.tell(
                        "response.content_part.added",
                        inPart().set("part", parts.getLast().json()));
            }
            return parts.getLast();
        }

        private ObjectNode inPart() {
            return node().put("item_id", id).put("output_index", index).put("content_index", parts.size() - 1);
        }
    }

    /// What the model thought.
    final class Reasoning implements ResponsesItem {
        private final int index;
        private final String id;
        private final StringBuilder summary = new StringBuilder();
        private @Nullable String encrypted;

        Reasoning(int index, String id) {
            this.index = index;
            this.id = id;
        }

        @Override
        public int index() {
            return index;
        }

        void text(String delta, Events events) {
            if (summary.isEmpty()) {
                events.tell(
                        "response.reasoning_summary_part.added",
                        inSummary().set("part", ReasoningItem.summaryText("")));
            }
            summary.append(delta);
            events.tell("response.reasoning_summary_text.delta", inSummary().put("delta", delta));
        }

        void encrypted(String content) {
            encrypted = content;
        }

        @Override
        public ObjectNode json(String status) {
            return ReasoningItem.json(id, summary.isEmpty() ? null : summary.toString(), encrypted, status);
        }

        @Override
        public void finish(Events events) {
            if (!summary.isEmpty()) {
                String text = summary.toString();
                events.tell("response.reasoning_summary_text.done", inSummary().put("text", text));
                events.tell(
                        "response.reasoning_summary_part.done",
                        inSummary().set("part", ReasoningItem.summaryText(text)));
            }
        }

        private ObjectNode inSummary() {
            return node().put("item_id", id).put("output_index", index).put("summary_index", 0);
        }
    }

    final class FunctionCall implements ResponsesItem {
        private final int index;
        private final String id;
        private final String callId;
        private final String name;
        private final StringBuilder arguments = new StringBuilder();

        FunctionCall(int index, String id, String callId, String name) {
            this.index = index;
            this.id = id;
            this.callId = callId;
            this.name = name;
        }

        @Override
        public int index() {
            return index;
        }

        void arguments(String delta, Events events) {
            arguments.append(delta);
            events.tell("response.function_call_arguments.delta", inCall().put("delta", delta));
        }

        @Override
        public ObjectNode json(String status) {
            return node().put("id", id)
                    .put("type", "function_call")
                    .put("call_id", callId)
                    .put("name", name)
                    .put("arguments", arguments.toString())
                    .put("status", status);
        }

        @Override
        public void finish(Events events) {
            events.tell(
                    "response.function_call_arguments.done",
                    inCall().put("name", name).put("arguments", arguments.toString()));
        }

        private ObjectNode inCall() {
            return node().put("item_id", id).put("output_index", index);
        }
    }
}
