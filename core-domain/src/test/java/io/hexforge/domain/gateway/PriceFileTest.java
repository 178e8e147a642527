package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PriceFileTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Ids IDS = new Ids(InstantSource.fixed(NOW), new Random(1));

    @Test
    void reads_genai_prices() {
        JsonValue file = array(
                object(
                        "id",
                        "google",
                        "models",
                        array(object(
                                "id",
                                "gemini-x",
                                "match",
                                object(
                                        "or",
                                        array(
                                                object("equals", "gemini-x"),
                                                object("starts_with", "gemini-x-preview"),
                                                object("regex", "^gemini-x-\\d{8}$"),
                                                object("contains", "gemini-x-exp"))),
                                "context_window",
                                1_000_000,
                                "prices",
                                object(
                                        "input_mtok",
                                        object(
                                                "base",
                                                "1.25",
                                                "tiers",
                                                array(object("start", 200_000, "price", "2.5"))),
                                        "cache_read_mtok",
                                        "0.125",
                                        "output_mtok",
                                        10)))),
                object("id", "somebody", "models", array(object("id", "a"), object("id", "b"))));

        PriceFile.Read read = read(file);

        assertThat(read.shape()).isEqualTo("genai-prices");
        assertThat(read.skipped()).isEqualTo(2);
        PricedModel row = only(read);
        assertThat(row.provider()).isEqualTo("gemini");
        assertThat(row.aliases()).containsExactly("gemini-x-preview*", "gemini-x-*", "gemini-x-exp*");
        assertThat(row.contextWindow()).isEqualTo(1_000_000);
        assertThat(row.validFrom()).isEqualTo(NOW);
        assertThat(row.price())
                .isEqualTo(new Price(
                        row.id(),
                        NOW,
                        1_250_000_000,
                        125_000_000,
                        1_250_000_000,
                        10_000_000_000L,
                        new Price.LongContext(200_000, 2_500_000_000L, 125_000_000, 2_500_000_000L, 10_000_000_000L)));
    }

    @Test
    void reads_the_dates_from_which_genai_prices_hold_and_takes_the_dearest_hour() {
        JsonValue file = array(object(
                "id",
                "deepseek",
                "models",
                array(object(
                        "id",
                        "v",
                        "prices",
                        array(
                                object("prices", object("input_mtok", 1)),
                                dated("2026-01-01", 2),
                                dated("2026-08-17", 3),
                                hourly("01:00:00Z", 6),
                                hourly("06:00:00Z", 5))))));

        PriceFile.Read read = read(file);

        assertThat(read.rows())
                .extracting(row -> row.price().input() / 1_000_000_000)
                .containsExactly(2L, 6L);
        assertThat(read.rows())
                .extracting(PricedModel::validFrom)
                .containsExactly(NOW, Instant.parse("2026-08-17T00:00:00Z"));
    }

    @Test
    void reads_litellm() {
        JsonValue file = object(
                "sample_spec", object("litellm_provider", "one of https://docs", "input_cost_per_token", "0.0000"),
                "groq/llama",
                        object(
                                "litellm_provider",
                                "groq",
                                "mode",
                                "chat",
                                "max_input_tokens",
                                128_000,
                                "max_output_tokens",
                                32_000,
                                "input_cost_per_token",
                                new JsonNumber(new BigDecimal("5.9e-07")),
                                "output_cost_per_token",
                                new JsonNumber(new BigDecimal("7.9e-07")),
                                "cache_creation_input_token_cost",
                                new JsonNumber(new BigDecimal("1e-06")),
                                "input_cost_per_token_above_128k_tokens",
                                new JsonNumber(new BigDecimal("1e-06")),
                                "supports_function_calling",
                                true,
                                "supports_vision",
                                false));

        PriceFile.Read read = read(file);

        assertThat(read.shape()).isEqualTo("litellm");
        assertThat(read.skipped()).isEqualTo(1);
        PricedModel row = only(read);
        assertThat(row.model()).isEqualTo("llama");
        assertThat(row.contextWindow()).isEqualTo(128_000);
        assertThat(row.maxOutputTokens()).isEqualTo(32_000);
        assertThat(row.capabilities()).containsExactlyInAnyOrder(Capability.TOOLS, Capability.JSON_SCHEMA);
        assertThat(row.price()).isNotNull().satisfies(price -> {
            assertThat(price.input()).isEqualTo(590_000_000);
            assertThat(price.cached()).isEqualTo(590_000_000);
            assertThat(price.cacheWrite()).isEqualTo(1_000_000_000);
            assertThat(price.output()).isEqualTo(790_000_000);
            assertThat(price.longContext())
                    .isEqualTo(
                            new Price.LongContext(128_000, 1_000_000_000, 1_000_000_000, 1_000_000_000, 790_000_000));
        });
    }

    @Test
    void reads_models_dev() {
        JsonValue file = object(
                "togetherai",
                object(
                        "id",
                        "togetherai",
                        "models",
                        object(
                                "m/x",
                                object(
                                        "id",
                                        "m/x",
                                        "tool_call",
                                        false,
                                        "reasoning",
                                        true,
                                        "modalities",
                                        object(
                                                "input", array("text", "image"),
                                                "output", array("text")),
                                        "cost",
                                        object("input", "0.5", "output", 2, "cache_read", 0),
                                        "limit",
                                        object("context", 64_000, "output", 0)))));

        PricedModel row = only(read(file));

        assertThat(row.provider()).isEqualTo("together");
        assertThat(row.contextWindow()).isEqualTo(64_000);
        assertThat(row.maxOutputTokens()).isNull();
        assertThat(row.capabilities()).containsExactlyInAnyOrder(Capability.VISION, Capability.REASONING);
        assertThat(row.price()).isNotNull().satisfies(price -> {
            assertThat(price.input()).isEqualTo(500_000_000);
            assertThat(price.cached()).isZero();
            assertThat(price.output()).isEqualTo(2_000_000_000);
        });
    }

    @Test
    void refuses_what_has_none_of_the_shapes() {
        assertThat(PriceFile.parse(object(), NOW, IDS)).isInstanceOf(PriceFile.Invalid.class);
        assertThat(PriceFile.parse(object("a", 1), NOW, IDS)).isInstanceOf(PriceFile.Invalid.class);
        assertThat(PriceFile.parse(array(), NOW, IDS)).isInstanceOf(PriceFile.Invalid.class);
        assertThat(PriceFile.parse(array("x", 1), NOW, IDS)).isInstanceOf(PriceFile.Invalid.class);
        assertThat(PriceFile.parse(new JsonString("x"), NOW, IDS)).isInstanceOf(PriceFile.Invalid.class);
    }

    @Test
    void refuses_prices_that_are_none_and_says_where() {
        for (Object bad : List.of(
                -1,
                new JsonString("free"),
                new JsonNumber(new BigDecimal("1e999999999")),
                new JsonNumber(new BigDecimal("1e7")))) {
            PriceFile outcome = PriceFile.parse(
                    object("xai", object("models", object("g/1", object("cost", object("input", bad))))), NOW, IDS);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            PriceFile.Invalid.class,
                            invalid -> assertThat(
                                            invalid.violations().getFirst().pointer())
                                    .isEqualTo("/xai/models/g~11/cost/input"));
        }
    }

    private static PriceFile.Read read(JsonValue file) {
        PriceFile outcome = PriceFile.parse(file, NOW, IDS);
        assertThat(outcome).isInstanceOf(PriceFile.Read.class);
        return (PriceFile.Read) outcome;
    }

    private static PricedModel only(PriceFile.Read read) {
        assertThat(read.rows()).hasSize(1);
        return read.rows().getFirst();
    }

    private static JsonObject dated(String date, int input) {
        return object("constraint", object("start_date", date), "prices", object("input_mtok", input));
    }

    private static JsonObject hourly(String time, int input) {
        return object("constraint", object("start_time", time), "prices", object("input_mtok", input));
    }

    /// Strings that are numbers become numbers.
    private static JsonValue value(Object value) {
        return switch (value) {
            case JsonValue json -> json;
            case Integer number -> JsonNumber.of(number);
            case Boolean bool -> new JsonBoolean(bool);
            case String text when text.matches("[0-9.]+") -> new JsonNumber(new BigDecimal(text));
            default -> new JsonString(value.toString());
        };
    }

    private static JsonArray array(Object... items) {
        return new JsonArray(Arrays.stream(items).map(PriceFileTest::value).toList());
    }

    private static JsonObject object(Object... members) {
        var object = new LinkedHashMap<String, JsonValue>();
        for (int i = 0; i < members.length; i += 2) {
            object.put((String) members[i], value(members[i + 1]));
        }
        return new JsonObject(object);
    }
}
