package io.hexforge.adapter.http.gateway;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PriceRoutesTest {
    private static final String FILE = """
            {"openai": {"id": "openai", "models": {"gpt-test":
              {"cost": {"input": 10, "output": 0.2, "cache_read": 0.0000001}, "limit": {"context": 1000}}}},
             "somebody": {"models": {"x": {}}}}
            """;

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void an_import_shows_in_the_list_and_at_the_models() throws Exception {
        var response = server.post("/v1/prices/import", FILE);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"shape\":\"models.dev\",\"added\":1,\"unchanged\":0,\"skipped\":1}");

        JsonNode items =
                json(server.get("/v1/prices?provider=openai&query=gpt-test")).get("items");
        assertThat(items).hasSize(1);
        assertThat(items.get(0).get("imported").booleanValue()).isTrue();
        assertThat(items.get(0).at("/pricing/input").decimalValue()).isEqualByComparingTo(BigDecimal.TEN);

        JsonNode model = json(server.get("/v1/models/openai/gpt-test"));
        assertThat(model.get("context_window").intValue()).isEqualTo(1000);
        assertThat(model.at("/pricing/output").decimalValue()).isEqualByComparingTo(new BigDecimal("0.2"));
        assertThat(model.get("capabilities").isNull()).isTrue();
    }

    @Test
    void a_model_of_which_nothing_is_known_says_so() throws Exception {
        JsonNode model = json(server.get("/v1/models/openai/gpt-test"));

        assertThat(model.get("pricing").isNull()).isTrue();
        assertThat(model.get("context_window").isNull()).isTrue();
    }

    @Test
    void prices_of_the_past_and_of_the_future_can_be_asked_for() throws Exception {
        server.post("/v1/prices/import?valid_from=2020-01-01T00:00:00Z", FILE);
        server.post("/v1/prices/import?valid_from=2030-01-01T00:00:00%2B01:00", FILE.replace("10,", "20,"));

        assertThat(input("")).isEqualTo(10);
        assertThat(input("&at=2031-01-01T00:00:00Z")).isEqualTo(20);
        assertThat(json(server.get("/v1/prices?query=gpt-test&at=2019-01-01T00:00:00Z"))
                        .get("items"))
                .isEmpty();
    }

    @Test
    void parts_of_the_real_tables_are_taken_as_they_are() throws Exception {
        assertThat(server.post("/v1/prices/import", resource("litellm.json")).body())
                .isEqualTo("{\"shape\":\"litellm\",\"added\":14,\"unchanged\":1,\"skipped\":2}");
        assertThat(facts("openai", "ft:gpt-3.5-turbo")).isEqualTo("3 6 4097 4096");
        assertThat(facts("gemini", "gemini-gemma-2-9b-it")).isEqualTo("0.35 1.05 null 8192");
        assertThat(facts("openrouter", "anthropic/claude-instant-v1")).isEqualTo("1.63 5.51 100000 8191");
        assertThat(facts("openrouter", "anthropic/claude-3-haiku"))
                .startsWith("0.25 1.25 200000 ")
                .doesNotEndWith("00000");
        assertThat(facts("openai", "text-moderation-stable")).isEqualTo("0 0 32768 null");

        assertThat(server.post("/v1/prices/import", resource("models-dev.json")).body())
                .isEqualTo("{\"shape\":\"models.dev\",\"added\":5,\"unchanged\":2,\"skipped\":1}");
        assertThat(facts("moonshot", "kimi-k2-turbo-preview")).startsWith("2.4 10 262144");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = PriceRoutesTest.class.getResourceAsStream("/prices/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// {@return price of prompt and answer, context window, longest answer}
    private String facts(String provider, String model) throws Exception {
        JsonNode items = json(server.get("/v1/prices?provider=" + provider + "&query=" + model))
                .get("items");
        JsonNode found = items.valueStream()
                .filter(item -> item.get("model").textValue().equals(model))
                .findFirst()
                .orElseThrow();
        return String.join(
                " ",
                plain(found.at("/pricing/input")),
                plain(found.at("/pricing/output")),
                found.get("context_window").asText(),
                found.get("max_output_tokens").asText());
    }

    private static String plain(JsonNode number) {
        return number.decimalValue().stripTrailingZeros().toPlainString();
    }

    @Test
    void what_cannot_be_read_is_refused() throws Exception {
        for (String body : new String[] {"", "{", "[]", "{\"a\":1}", "3", FILE + "x", FILE.replace("10", "-1")}) {
            assertThat(server.post("/v1/prices/import", body).statusCode())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(server.post("/v1/prices/import?valid_from=yesterday", FILE).statusCode())
                .isEqualTo(400);
        assertThat(server.get("/v1/prices?at=x").statusCode()).isEqualTo(400);
    }

    private int input(String query) throws Exception {
        JsonNode items = json(server.get("/v1/prices?query=gpt-test" + query)).get("items");
        return items.get(0).at("/pricing/input").intValue();
    }
}
