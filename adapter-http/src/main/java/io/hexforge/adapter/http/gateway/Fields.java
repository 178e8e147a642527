package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.UnsupportedField;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The members of one JSON object of a request. Each must be taken; what is left in the end is refused by name, so
/// that nothing a client wrote can be overlooked. A member that is null counts as absent.
///
/// Every method throws [UnsupportedField] with the member's path, such as `messages[2].content`. Not safe for
/// concurrent use.
final class Fields {
    private static final int LARGEST_EXPONENT = 18;

    private final String path;
    private final Map<String, JsonValue> left;

    private Fields(String path, Map<String, JsonValue> left) {
        this.path = path;
        this.left = left;
    }

    /// Reads an object with `reader`, which must take every member.
    ///
    /// @param path where the object stands; empty for the whole body
    static <T> T read(JsonValue value, String path, Function<Fields, T> reader) {
        if (!(value instanceof JsonObject object)) {
            throw new UnsupportedField(path, "must be an object");
        }
        var members = new LinkedHashMap<>(object.members());
        members.values().removeIf(JsonNull.class::isInstance);
        var fields = new Fields(path, members);
        T result = reader.apply(fields);
        for (String name : fields.left.keySet()) {
            throw fields.refusal(name, "is not supported here");
        }
        return result;
    }

    /// Reads the items of an array.
    ///
    /// @param reader gets each item with its path
    static <T> List<T> readItems(JsonValue value, String path, BiFunction<JsonValue, String, T> reader) {
        if (!(value instanceof JsonArray(List<JsonValue> items))) {
            throw new UnsupportedField(path, "must be an array");
        }
        var results = new ArrayList<T>(items.size());
        for (int i = 0; i < items.size(); i++) {
            results.add(reader.apply(items.get(i), path + "[" + i + "]"));
        }
        return results;
    }

    static String readString(JsonValue value, String path) {
        if (value instanceof JsonString(String text)) {
            return text;
        }
        throw new UnsupportedField(path, "must be a string");
    }

    /// {@return the path of a member}
    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    String path() {
        return path;
    }

    UnsupportedField refusal(String name, String detail) {
        return new UnsupportedField(at(name), detail);
    }

    @Nullable
    JsonValue value(String name) {
        return left.remove(name);
    }

    JsonValue requiredValue(String name) {
        return required(name, value(name));
    }

    @Nullable
    String string(String name) {
        JsonValue value = left.remove(name);
        return value == null ? null : readString(value, at(name));
    }

    String requiredString(String name) {
        return required(name, string(name));
    }

    /// {@return the member, one of `choices`, or null}
    @Nullable
    String oneOf(String name, List<String> choices) {
        String value = string(name);
        if (value != null && !choices.contains(value)) {
            throw refusal(name, "must be one of " + String.join(", ", choices) + " here, but is '" + value + "'");
        }
        return value;
    }

    @Nullable
    Boolean bool(String name) {
        return switch (left.remove(name)) {
            case null -> null;
            case JsonBoolean(boolean value) -> value;
            default -> throw refusal(name, "must be true or false");
        };
    }

    @Nullable
    Double number(String name) {
        BigDecimal value = decimal(name);
        return value == null ? null : value.doubleValue();
    }

    /// {@return a whole number of at least `least`, or null}
    @Nullable
    Long whole(String name, long least) {
        BigDecimal value = decimal(name);
        if (value == null) {
            return null;
        }
        if (Math.abs((long) value.scale()) > LARGEST_EXPONENT
                || value.stripTrailingZeros().scale() > 0) {
            throw refusal(name, "must be a whole number");
        }
        if (value.compareTo(BigDecimal.valueOf(least)) < 0
                || value.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            throw refusal(name, "must be between " + least + " and " + Integer.MAX_VALUE);
        }
        return value.longValue();
    }

    @Nullable
    JsonObject object(String name) {
        return switch (left.remove(name)) {
            case null -> null;
            case JsonObject object -> object;
            default -> throw refusal(name, "must be an object");
        };
    }

    JsonObject requiredObject(String name) {
        return required(name, object(name));
    }

    /// Reads an object that is a member, or answers null.
    <T> @Nullable T object(String name, Function<Fields, T> reader) {
        JsonValue value = left.remove(name);
        return value == null ? null : read(value, at(name), reader);
    }

    /// Reads an array that is a member; absent it has no items.
    <T> List<T> items(String name, BiFunction<JsonValue, String, T> reader) {
        JsonValue value = left.remove(name);
        return value == null ? List.of() : readItems(value, at(name), reader);
    }

    List<String> strings(String name) {
        return items(name, Fields::readString);
    }

    /// Refuses a member that is there: it means something that cannot be carried to every provider.
    void refuse(String name, String detail) {
        if (left.containsKey(name)) {
            throw refusal(name, detail);
        }
    }

    /// Refuses a member unless it says what is done anyway.
    void only(String name, JsonValue allowed, String detail) {
        JsonValue value = left.remove(name);
        if (value != null && !value.equals(allowed)) {
            throw refusal(name, detail);
        }
    }

    void only(String name, String allowed, String detail) {
        only(name, new JsonString(allowed), detail);
    }

    void onlyFalse(String name, String detail) {
        only(name, new JsonBoolean(false), detail);
    }

    /// Takes an array that must be empty.
    void onlyEmpty(String name, String detail) {
        only(name, new JsonArray(List.of()), detail);
    }

    private @Nullable BigDecimal decimal(String name) {
        return switch (left.remove(name)) {
            case null -> null;
            case JsonNumber(BigDecimal value) -> value;
            default -> throw refusal(name, "must be a number");
        };
    }

    private <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw refusal(name, "is missing");
        }
        return value;
    }
}
