package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Locale;

/// A smallest document that a JSON schema (or Google's dialect of it) accepts; patterns are not understood.
final class SchemaInstance {
    private final JsonNode root;

    private SchemaInstance(JsonNode root) {
        this.root = root;
    }

    static JsonNode of(JsonNode schema) {
        return new SchemaInstance(schema).instance(schema);
    }

    private JsonNode instance(JsonNode schema) {
        for (String given : new String[] {"const", "default"}) {
            if (schema.has(given)) {
                return schema.get(given);
            }
        }
        if (schema.path("enum").has(0)) {
            return schema.path("enum").get(0);
        }
        if (schema.has("$ref")) {
            return instance(root.at(schema.get("$ref").asText().substring(1)));
        }
        for (String choice : new String[] {"anyOf", "oneOf", "allOf"}) {
            if (schema.path(choice).has(0)) {
                return instance(schema.path(choice).get(0));
            }
        }
        return switch (type(schema)) {
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "integer", "number" -> number(schema);
            case "boolean" -> BooleanNode.TRUE;
            case "null" -> NullNode.instance;
            default -> string(schema);
        };
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        String name = type.isArray() ? type.path(0).asText() : type.asText();
        return name.isEmpty() && schema.has("properties") ? "object" : name.toLowerCase(Locale.ROOT);
    }

    private ObjectNode object(JsonNode schema) {
        var object = Json.object();
        schema.path("required")
                .forEach(name -> object.set(
                        name.asText(), instance(schema.path("properties").path(name.asText()))));
        return object;
    }

    private ArrayNode array(JsonNode schema) {
        var array = Json.array();
        for (int i = 0; i < schema.path("minItems").asInt(0); i++) {
            array.add(instance(schema.path("items")));
        }
        return array;
    }

    private static JsonNode number(JsonNode schema) {
        if (schema.has("minimum")) {
            return schema.get("minimum");
        }
        if (schema.has("exclusiveMinimum")) {
            return DecimalNode.valueOf(
                    schema.get("exclusiveMinimum").decimalValue().add(BigDecimal.ONE));
        }
        boolean belowZero = schema.path("maximum").asDouble(0) < 0;
        return belowZero ? schema.get("maximum") : IntNode.valueOf(0);
    }

    private static TextNode string(JsonNode schema) {
        String text = switch (schema.path("format").asText()) {
            case "date-time" -> "2026-01-02T03:04:05Z";
            case "date" -> "2026-01-02";
            case "time" -> "03:04:05Z";
            case "uuid" -> "00000000-0000-4000-8000-000000000000";
            case "email" -> "ada@example.com";
            case "uri" -> "https://example.com/";
            default -> "text";
        };
        int shortest = schema.path("minLength").asInt(0);
        int longest = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        String padded = text.length() < shortest ? text + "x".repeat(shortest - text.length()) : text;
        return TextNode.valueOf(padded.length() > longest ? padded.substring(0, longest) : padded);
    }
}
