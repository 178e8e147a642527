package io.hexforge.adapter.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.hexforge.domain.Violation;
import io.javalin.http.Context;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns a request's body into a record: the one place where bad input becomes [BadRequest] with pointers.
///
/// A record's components are required unless they are `@Nullable`. Names that the record does not have are refused
/// on canonical paths and ignored on aliases.
public final class Body {
    private Body() {}

    /// Reads an ordinary body.
    public static <T extends Record> T of(Context ctx, Class<T> type) {
        return parse(RequestBytes.json(ctx, limit(ctx)), type, Exchange.of(ctx).viaAlias());
    }

    /// Reads an ordinary body, or a form, in which unknown fields are ignored.
    public static <T extends Record> T ofJsonOrForm(Context ctx, Class<T> type) {
        return RequestBytes.isForm(ctx)
                ? parse(Json.bytes(RequestBytes.form(ctx, limit(ctx))), type, true)
                : of(ctx, type);
    }

    /// Reads a body that is needed as bytes first.
    public static byte[] bytes(Context ctx) {
        return RequestBytes.json(ctx, limit(ctx));
    }

    /// Parses bytes that `bytes` read.
    public static <T extends Record> T of(Context ctx, byte[] body, Class<T> type) {
        return parse(body, type, Exchange.of(ctx).viaAlias());
    }

    /// Reads a body that may be absent.
    public static <T extends Record> Optional<T> ifPresent(Context ctx, Class<T> type) {
        long length = ctx.req().getContentLengthLong();
        boolean absent = length < 0 ? ctx.header("Transfer-Encoding") == null : length == 0;
        return absent ? Optional.empty() : Optional.of(of(ctx, type));
    }

    /// Reads an object, or a JSON string that holds one, as some clients send it.
    public static <T extends Record> T ofObjectOrString(Context ctx, byte[] body, Class<T> type) {
        boolean lenient = Exchange.of(ctx).viaAlias();
        try (JsonParser parser = Json.parser(body)) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                return parse(body, type, lenient);
            }
            byte[] inner = parser.getText().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            if (parser.nextToken() != null) {
                throw new BadRequest("", "has something after its value");
            }
            return parse(inner, type, lenient);
        } catch (IOException e) {
            throw badRequest(e);
        }
    }

    /// {@return the refusal that says where and how a JSON text is malformed or does not fit}
    public static BadRequest badRequest(IOException e) {
        return new BadRequest(List.of(violation(e)));
    }

    static <T extends Record> T parse(byte[] json, Class<T> type, boolean lenient) {
        if (json.length == 0) {
            throw new BadRequest("", "is empty; a JSON object is expected");
        }
        ObjectReader reader = lenient ? Json.LENIENT : Json.MAPPER.reader();
        try {
            T body = reader.forType(type).readValue(json);
            if (body == null) {
                throw new BadRequest("", "must be an object, not null");
            }
            var missing = new ArrayList<Violation>();
            findMissing(body, "", missing);
            if (!missing.isEmpty()) {
                throw new BadRequest(missing);
            }
            return body;
        } catch (IOException e) {
            throw badRequest(e);
        }
    }

    private static int limit(Context ctx) {
        return Limits.of(ctx).maxBodyBytes();
    }

    private static Violation violation(IOException e) {
        return switch (e) {
            case StreamConstraintsException deep -> new Violation("", "goes beyond a limit: " + firstLine(deep));
            case UnrecognizedPropertyException unknown ->
                new Violation(
                        pointer(unknown.getPath()),
                        "is not known here; known are "
                                + unknown.getKnownPropertyIds().stream()
                                        .map(String::valueOf)
                                        .sorted()
                                        .collect(Collectors.joining(", ")));
            case InvalidFormatException format
            when format.getTargetType().isEnum() ->
                new Violation(
                        pointer(format.getPath()),
                        "must be one of "
                                + Arrays.stream(format.getTargetType().getEnumConstants())
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")));
            case MismatchedInputException mismatch -> new Violation(pointer(mismatch.getPath()), expectation(mismatch));
            case JsonMappingException wrapped
            when wrapped.getCause() instanceof JsonProcessingException cause -> violation(cause);
            case JsonMappingException mapping -> new Violation(pointer(mapping.getPath()), firstLine(mapping));
            case JsonProcessingException malformed ->
                new Violation(
                        pointer(malformed), "is malformed JSON" + position(malformed) + ": " + withoutText(malformed));
            default -> new Violation("", "could not be read to its end");
        };
    }

    private static String expectation(MismatchedInputException e) {
        if (firstLine(e).startsWith("Trailing token")) {
            return "has something after its value";
        }
        Class<?> type = e.getTargetType();
        if (type == null) {
            return firstLine(e);
        }
        if (type == String.class || type == java.util.UUID.class) {
            return type == String.class ? "must be a string" : "must be a UUID";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "must be true or false";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "must be a whole number";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "must be a number";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "must be an array";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type) ? "must be an object" : "has the wrong type";
    }

    private static String firstLine(JsonProcessingException e) {
        String message = String.valueOf(e.getOriginalMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /// What was sent is not said back: it may be a password whose quotation marks are missing.
    private static String withoutText(JsonProcessingException malformed) {
        return firstLine(malformed).replaceFirst("^(Unrecognized token) '.*?': ", "$1: ");
    }

    private static String position(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static String pointer(JsonProcessingException e) {
        return e.getProcessor() instanceof JsonParser parser
                ? parser.getParsingContext().pathAsPointer().toString()
                : "";
    }

    private static String pointer(List<JsonMappingException.Reference> path) {
        var pointer = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            pointer.append('/');
            pointer.append(
                    step.getFieldName() == null ? String.valueOf(step.getIndex()) : escaped(step.getFieldName()));
        }
        return pointer.toString();
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static void findMissing(Record body, String pointer, List<Violation> missing) {
        for (RecordComponent component : body.getClass().getRecordComponents()) {
            String at = pointer + "/" + Json.fieldName(component.getName());
            Object value = valueOf(component, body);
            if (value == null && !component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                missing.add(new Violation(at, "is missing"));
            } else if (value instanceof Record nested) {
                findMissing(nested, at, missing);
            } else if (value instanceof List<?> items) {
                for (int i = 0; i < items.size(); i++) {
                    if (items.get(i) == null) {
                        missing.add(new Violation(at + "/" + i, "must not be null"));
                    } else if (items.get(i) instanceof Record nested) {
                        findMissing(nested, at + "/" + i, missing);
                    }
                }
            }
        }
    }

    private static @Nullable Object valueOf(RecordComponent component, Record body) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(body);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
