package io.hexforge.ports.driven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What every [JsonInText] does.
public interface JsonInTextContract {
    JsonObject A_TRUE = new JsonObject(Map.of("a", new JsonBoolean(true)));

    JsonInText json();

    @Test
    default void finds_an_object_wherever_it_stands() {
        for (String text : List.of(
                "{\"a\": true}",
                "  {\"a\":true}\n",
                "```json\n{\"a\": true}\n```",
                "Sure! Here it is: {\"a\": true}. Anything else?",
                "The set {1, 2} aside, and a lone {: {\"a\": true} {\"a\": false}")) {
            assertThat(json().first(text)).as(text).contains(A_TRUE);
        }
    }

    @Test
    default void reads_every_kind_of_value() {
        var inner = new JsonObject(Map.of("n", new JsonNumber(new BigDecimal("0.25"))));
        var items = new JsonArray(List.of(new JsonString("ü\n"), new JsonNull(), new JsonBoolean(false), inner));

        assertThat(json().first("{\"items\": [\"ü\\n\", null, false, {\"n\": 0.25}]}"))
                .contains(new JsonObject(Map.of("items", items)));
    }

    @Test
    default void finds_nothing_where_there_is_none() {
        for (String text : List.of("", "no", "{", "{\"a\": tr", "[1, 2]", "{a: true}", "{".repeat(100_000))) {
            assertThat(json().first(text)).isEmpty();
        }
    }
}
