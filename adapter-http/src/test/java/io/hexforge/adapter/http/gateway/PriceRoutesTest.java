package io.hexforge.adapter.http.gateway;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import java.math.BigDecimal;
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
