package io.hexforge.adapter.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.hexforge.domain.JsonValue;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Parses JSON into the domain's own values, numbers exactly.
final class JsonValueReader extends StdDeserializer<JsonValue> {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final JsonValue NULL = new JsonValue.JsonNull();

    JsonValueReader() {
        super(JsonValue.class);
    }

    @Override
    public JsonValue deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        JsonValue value = read(parser);
        if (holdsNul(value)) {
            throw JsonMappingException.from(parser, "must not hold the character U+0000");
        }
        return value;
    }

    private static boolean holdsNul(JsonValue value) {
        return switch (value) {
            case JsonValue.JsonObject(Map<String, JsonValue> members) ->
                members.entrySet().stream()
                        .anyMatch(member -> member.getKey().indexOf(0) >= 0 || holdsNul(member.getValue()));
            case JsonValue.JsonArray(List<JsonValue> items) -> items.stream().anyMatch(JsonValueReader::holdsNul);
            case JsonValue.JsonString(String text) -> text.indexOf(0) >= 0;
            case JsonValue.JsonNumber _, JsonValue.JsonBoolean _, JsonValue.JsonNull _ -> false;
        };
    }

    @Override
    public JsonValue getNullValue(DeserializationContext context) {
        return NULL;
    }

    /// A member that is not there is told from one that is null.
    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }

    /// Reads the value at the parser's current token. The parser's limit of nesting bounds the recursion.
    static JsonValue read(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                var members = new LinkedHashMap<String, JsonValue>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, read(parser));
                }
                yield new JsonValue.JsonObject(members);
            }
            case START_ARRAY -> {
                var items = new ArrayList<JsonValue>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(read(parser));
                }
                yield new JsonValue.JsonArray(items);
            }
            case VALUE_STRING -> new JsonValue.JsonString(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonValue.JsonNumber(parser.getDecimalValue());
            case VALUE_TRUE -> new JsonValue.JsonBoolean(true);
            case VALUE_FALSE -> new JsonValue.JsonBoolean(false);
            case VALUE_NULL -> NULL;
            default -> throw new IllegalStateException("no value starts with " + parser.currentToken());
        };
    }
}
