package io.hexforge.adapter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hexforge.domain.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/// Reads JSON that a user brought, numbers exactly.
final class JsonFile {
    private static final ObjectReader READER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private JsonFile() {}

    static JsonNode tree(String json) {
        try {
            return READER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new CommandFailed("this is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    static JsonValue value(String json) {
        return value(tree(json));
    }

    private static JsonValue value(JsonNode node) {
        if (node.isObject()) {
            var members = new LinkedHashMap<String, JsonValue>();
            node.properties().forEach(member -> members.put(member.getKey(), value(member.getValue())));
            return new JsonValue.JsonObject(members);
        }
        if (node.isArray()) {
            var items = new ArrayList<JsonValue>();
            node.forEach(item -> items.add(value(item)));
            return new JsonValue.JsonArray(items);
        }
        if (node.isNumber()) {
            return new JsonValue.JsonNumber(node.decimalValue());
        }
        if (node.isBoolean()) {
            return new JsonValue.JsonBoolean(node.booleanValue());
        }
        return node.isTextual() ? new JsonValue.JsonString(node.textValue()) : new JsonValue.JsonNull();
    }
}
