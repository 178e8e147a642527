package io.hexforge.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a node can be asked, as its OpenAPI document says, so that a test tries whatever is added later, too.
final class Operations {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final List<String> ACCOUNTS = List.of(
            "/v1/auth",
            "/v1/users",
            "/v1/tenants",
            "/v1/invites",
            "/v1/roles",
            "/v1/api-keys",
            "/v1/admin",
            "/v1/jobs",
            "/v1/notification",
            "/v1/waitlist",
            "/v1/referrals",
            "/v1/projects");
    private static final Pattern IN_PATH = Pattern.compile("\\{(\\w+)}");

    /// What a schema does not say of its strings.
    private static final Map<String, String> WELL_KNOWN =
            Map.of("email", "\"somebody@example.org\"", "scopes", "[\"profile:read\"]", "language", "\"typescript\"");

    private final JsonNode document;

    Operations(String document) throws JsonProcessingException {
        this.document = JSON.readTree(document);
    }

    /// @param path with its `{placeholders}`
    /// @param members an ordinary JSON text for each member that the body may have; empty if it has none
    record Operation(
            String method, String path, List<String> inPath, List<String> inQuery, Map<String, String> members) {
        /// {@return a body that holds what is documented, and one member as given}
        String body(String name, String json) {
            var changed = new LinkedHashMap<>(members);
            changed.put(name, json);
            return text(changed);
        }

        /// {@return a body that holds what is documented; empty if there is none}
        String body() {
            return members.isEmpty() ? "" : text(members);
        }

        private static String text(Map<String, String> members) {
            return members.entrySet().stream()
                    .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
                    .collect(Collectors.joining(",", "{", "}"));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /// {@return all operations on accounts and what belongs to them, those last that take something away}
    List<Operation> ofAccounts() {
        var found = new ArrayList<Operation>();
        document.get("paths").properties().stream()
                .filter(path -> ACCOUNTS.stream().anyMatch(path.getKey()::startsWith))
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> METHODS.contains(member.getKey()))
                        .forEach(member -> found.add(operation(path.getKey(), path.getValue(), member))));
        found.sort(Comparator.comparing(operation -> operation.method().equals("DELETE")));
        return found;
    }

    private Operation operation(String path, JsonNode shared, Map.Entry<String, JsonNode> member) {
        var query = new ArrayList<String>();
        for (JsonNode parameters :
                List.of(shared.path("parameters"), member.getValue().path("parameters"))) {
            for (JsonNode each : parameters) {
                JsonNode parameter = resolved(each);
                if (parameter.path("in").asText().equals("query")) {
                    query.add(parameter.get("name").asText());
                }
            }
        }
        JsonNode schema = member.getValue().at("/requestBody/content/application~1json/schema");
        var inPath = IN_PATH.matcher(path).results().map(each -> each.group(1)).toList();
        return new Operation(member.getKey().toUpperCase(Locale.ROOT), path, inPath, query, members(resolved(schema)));
    }

    private Map<String, String> members(JsonNode schema) {
        var members = new LinkedHashMap<String, String>();
        schema.path("allOf").forEach(part -> members.putAll(members(resolved(part))));
        schema.path("oneOf").forEach(part -> members.putAll(members(resolved(part))));
        schema.path("properties")
                .properties()
                .forEach(property -> members.put(
                        property.getKey(),
                        WELL_KNOWN.getOrDefault(property.getKey(), sample(resolved(property.getValue())))));
        return members;
    }

    private String sample(JsonNode schema) {
        if (schema.has("enum")) {
            return schema.get("enum").get(0).toString();
        }
        JsonNode declared = schema.path("type");
        String type = declared.isArray() ? declared.get(0).asText() : declared.asText();
        return switch (type) {
            case "boolean" -> "true";
            case "integer", "number" -> "1";
            case "array" -> "[" + sample(resolved(schema.path("items"))) + "]";
            case "object" -> Operation.text(members(schema));
            default -> text(schema.path("format").asText());
        };
    }

    private static String text(String format) {
        return switch (format) {
            case "uuid" -> "\"00000000-0000-4000-8000-000000000000\"";
            case "date-time" -> "\"2036-01-31T12:00:00Z\"";
            case "uri" -> "\"https://example.org/\"";
            default -> "\"a plain text 7\"";
        };
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? resolved(document.at(node.get("$ref").asText().substring(1))) : node;
    }
}
