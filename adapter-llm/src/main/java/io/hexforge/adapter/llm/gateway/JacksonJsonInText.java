package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.ports.driven.gateway.JsonInText;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tries to read an object from each opening brace on. Safe for concurrent use.
public final class JacksonJsonInText implements JsonInText {
    /// Each try may read to the end of the text.
    private static final int MOST_TRIES = 50;

    private static final ObjectReader READER =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Override
    public Optional<JsonObject> first(String text) {
        int brace = text.indexOf('{');
        for (int tries = 0; brace >= 0 && tries < MOST_TRIES; tries++) {
            ObjectNode found = objectAt(text, brace);
            if (found != null) {
                return Optional.of((JsonObject) JsonTrees.value(found));
            }
            brace = text.indexOf('{', brace + 1);
        }
        return Optional.empty();
    }

    /// {@return the object that begins there, whatever follows it}
    private static @Nullable ObjectNode objectAt(String text, int brace) {
        try (JsonParser parser = Json.MAPPER.createParser(text.substring(brace))) {
            return READER.<JsonNode>readTree(parser) instanceof ObjectNode object ? object : null;
        } catch (IOException malformed) {
            return null;
        }
    }
}
