package io.hexforge.adapter.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/// JSON documents in columns of type `json`.
public final class JsonColumn {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            // PostgreSQL takes any escape, but refuses text that is not valid Unicode.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private JsonColumn() {}

    public static String write(JsonValue value) {
        try {
            return MAPPER.writeValueAsString(node(value));
        } catch (JsonProcessingException e) {
            throw new PortException(Kind.BROKEN, "A JSON value cannot be written", e);
        }
    }

    public static JsonObject readObject(String json) {
        try {
            return value(MAPPER.readTree(json)) instanceof JsonObject object ? object : JsonObject.EMPTY;
        } catch (JsonProcessingException e) {
            throw new PortException(Kind.BROKEN, "A stored JSON value cannot be read", e);
        }
    }

    private static JsonNode node(JsonValue value) {
        return switch (value) {
            case JsonObject object -> {
                var node = NODES.objectNode();
                object.members().forEach((name, member) -> node.set(name, node(member)));
                yield node;
            }
            case JsonArray array -> {
                var node = NODES.arrayNode();
                array.items().forEach(item -> node.add(node(item)));
                yield node;
            }
            case JsonString string -> NODES.textNode(string.value());
            case JsonNumber number -> NODES.numberNode(number.value());
            case JsonBoolean bool -> NODES.booleanNode(bool.value());
            case JsonNull nothing -> NODES.nullNode();
        };
    }

    private static JsonValue value(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> {
                var members = new LinkedHashMap<String, JsonValue>();
                node.properties().forEach(member -> members.put(member.getKey(), value(member.getValue())));
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
