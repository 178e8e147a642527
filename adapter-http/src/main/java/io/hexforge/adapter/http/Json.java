package io.hexforge.adapter.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.hexforge.domain.JsonValue;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.time.Instant;

/// How JSON is read and written here: snake_case, nulls left out, strict in what is read.
public final class Json {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_NAME = 10_000;
    private static final int MAX_NUMBER = 400;

    /// Duplicate names, comments, other encodings' quirks and deep nesting are errors. Buffers are shared: every
    /// request runs on a virtual thread of its own, for which a pool per thread would be empty.
    static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    strings -> strings.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .addModule(new SimpleModule("hexforge")
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(JsonValue.class, new ValueWriter())
                    .addDeserializer(String.class, new TextReader())
                    .addDeserializer(JsonValue.class, new JsonValueReader()))
            .build();

    static final ObjectReader LENIENT = MAPPER.reader().without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /// Javalin's view of the above.
    static final io.javalin.json.JsonMapper JAVALIN = new io.javalin.json.JsonMapper() {
        @Override
        public String toJsonString(Object value, Type type) {
            return string(value);
        }
    };

    private Json() {}

    /// {@return a JSON text in UTF-8}
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String string(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A strict parser of a body that is UTF-8.
    public static JsonParser parser(byte[] utf8) throws IOException {
        JsonParser parser = FACTORY.createParser(utf8);
        parser.setCodec(MAPPER);
        return parser;
    }

    /// Parses a JSON text that is known to be well-formed.
    public static JsonValue value(byte[] utf8) {
        try (JsonParser parser = parser(utf8)) {
            parser.nextToken();
            return JsonValueReader.read(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// {@return how a record's component is called in JSON}
    static String fieldName(String component) {
        return PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component);
    }

    /// Refuses the one character that no store keeps.
    private static final class TextReader extends StdScalarDeserializer<String> {
        @Serial
        private static final long serialVersionUID = 1L;

        private TextReader() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = StringDeserializer.instance.deserialize(parser, context);
            if (text.indexOf(0) >= 0) {
                throw JsonMappingException.from(parser, "must not hold the character U+0000");
            }
            return text;
        }
    }

    private static final class ValueWriter extends StdSerializer<JsonValue> {
        @Serial
        private static final long serialVersionUID = 1L;

        private ValueWriter() {
            super(JsonValue.class);
        }

        @Override
        public void serialize(JsonValue value, JsonGenerator out, SerializerProvider provider) throws IOException {
            write(value, out);
        }
    }

    static void write(JsonValue value, JsonGenerator out) throws IOException {
        switch (value) {
            case JsonValue.JsonObject object -> {
                out.writeStartObject();
                for (var member : object.members().entrySet()) {
                    out.writeFieldName(member.getKey());
                    write(member.getValue(), out);
                }
                out.writeEndObject();
            }
            case JsonValue.JsonArray array -> {
                out.writeStartArray();
                for (JsonValue item : array.items()) {
                    write(item, out);
                }
                out.writeEndArray();
            }
            case JsonValue.JsonString string -> out.writeString(string.value());
            case JsonValue.JsonNumber number -> out.writeNumber(number.value());
            case JsonValue.JsonBoolean bool -> out.writeBoolean(bool.value());
            case JsonValue.JsonNull() -> out.writeNull();
        }
    }
}
