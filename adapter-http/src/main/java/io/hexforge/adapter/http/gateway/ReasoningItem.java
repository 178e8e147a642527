package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.gateway.ChatCall.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reasoning as an item of OpenAI's Responses format. What is told in clear is its summary. What only the provider can
/// read is its encrypted content, which clients send back unchanged; it is always told, because nothing is stored here.
final class ReasoningItem {
    private static final String SIGNATURE = "hexforge-signature:";

    private ReasoningItem() {}

    /// {@return the encrypted content that carries the signature of reasoning in clear}
    static String signed(String signature) {
        return SIGNATURE + signature;
    }

    /// @param text in clear; null if there is none
    static ObjectNode json(String id, @Nullable String text, @Nullable String encrypted, String status) {
        ObjectNode item = JsonNodeFactory.instance.objectNode().put("id", id).put("type", "reasoning");
        var summary = item.putArray("summary");
        if (text != null) {
            summary.add(summaryText(text));
        }
        if (encrypted != null) {
            item.put("encrypted_content", encrypted);
        }
        return item.put("status", status);
    }

    static ObjectNode summaryText(String text) {
        return JsonNodeFactory.instance.objectNode().put("type", "summary_text").put("text", text);
    }

    static List<Output> read(Fields fields) {
        var clear = new ArrayList<String>();
        clear.addAll(fields.items("summary", (part, path) -> text(part, path, "summary_text")));
        clear.addAll(fields.items("content", (part, path) -> text(part, path, "reasoning_text")));
        String text = String.join("\n\n", clear);
        String encrypted = fields.string("encrypted_content");
        if (encrypted == null) {
            if (clear.isEmpty()) {
                throw fields.refusal("encrypted_content", "is missing: reasoning is not stored here");
            }
            return List.of(new Output.Thinking(text, null));
        }
        if (encrypted.startsWith(SIGNATURE)) {
            return List.of(new Output.Thinking(text, encrypted.substring(SIGNATURE.length())));
        }
        var hidden = new Output.RedactedThinking(encrypted);
        return clear.isEmpty() ? List.of(hidden) : List.of(new Output.Thinking(text, null), hidden);
    }

    private static String text(JsonValue part, String path, String type) {
        return Fields.read(part, path, fields -> {
            fields.only("type", type, "must be " + type);
            return fields.requiredString("text");
        });
    }
}
