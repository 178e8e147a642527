package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The domain's JSON as Jackson's, and the reverse.
final class JsonTrees {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private JsonTrees() {}

    static JsonNode node(JsonValue value) {
        return switch (value) {
            case JsonObject(Map<String, JsonValue> members) -> {
                ObjectNode object = JSON.objectNode();
                members.forEach((name, member) -> object.set(name, node(member)));
                yield object;
            }
            case JsonArray(List<JsonValue> items) -> {
                ArrayNode array = JSON.arrayNode();
                items.forEach(item -> array.add(node(item)));
                yield array;
            }
            case JsonString(String text) -> JSON.textNode(text);
            case JsonNumber(BigDecimal number) -> JSON.numberNode(number);
            case JsonBoolean(boolean truth) -> JSON.booleanNode(truth);
            case JsonNull() -> JSON.nullNode();
        };
    }

    static JsonValue value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                var members = new LinkedHashMap<String, JsonValue>();
                node.forEachEntry((name, member) -> members.put(name, value(member)));
                yield new JsonObject(members);
            }
            case ARRAY -> {
                var items = new ArrayList<JsonValue>();
                node.forEach(item -> items.add(value(item)));
                yield new JsonArray(items);
            }
            case STRING -> new JsonString(node.textValue());
            case NUMBER -> new JsonNumber(node.decimalValue());
            case BOOLEAN -> new JsonBoolean(node.booleanValue());
            case NULL, MISSING, BINARY, POJO -> new JsonNull();
        };
    }
}
