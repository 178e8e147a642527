package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BudgetRoutesTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void sets_lists_and_removes_a_budget() throws Exception {
        String setting = "{\"scope\":\"user\",\"period\":\"month\",\"amount_usd\":\"25.5\"}";
        JsonNode set = TestServer.json(server.send("PUT", "/v1/budgets", setting));
        assertThat(set.path("amount_usd").asText()).isEqualTo("25.50");
        assertThat(set.path("remaining_usd").asText()).isEqualTo("25.50");
        assertThat(set.path("window_end").asText()).endsWith("-01T00:00:00Z");

        String lower = setting.replace("\"25.5\"", "0.000001");
        assertThat(TestServer.json(server.send("PUT", "/v1/budgets", lower)).path("id"))
                .isEqualTo(set.path("id"));
        JsonNode listed = TestServer.json(server.get("/v1/budgets")).path("items");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("amount_usd").asText()).isEqualTo("0.000001");

        String path = "/v1/budgets/" + set.path("id").asText();
        assertThat(server.send(server.request(path).DELETE()).statusCode()).isEqualTo(204);
        assertThat(server.send(server.request(path).DELETE()).statusCode()).isEqualTo(404);
    }

    @Test
    void refuses_what_is_no_budget() throws Exception {
        assertThat(status("{\"scope\":\"user\",\"period\":\"week\",\"amount_usd\":1}"))
                .isEqualTo(400);
        assertThat(status("{\"scope\":\"user\",\"period\":\"day\",\"amount_usd\":-1}"))
                .isEqualTo(400);
        assertThat(status("{\"scope\":\"user\",\"period\":\"day\",\"amount_usd\":\"0.0000000001\"}"))
                .isEqualTo(400);
        assertThat(status("{\"scope\":\"key\",\"subject\":\"" + UUID.randomUUID()
                        + "\",\"period\":\"day\",\"amount_usd\":1}"))
                .isEqualTo(404);
    }

    private static int status(String body) throws Exception {
        return server.send("PUT", "/v1/budgets", body).statusCode();
    }
}
