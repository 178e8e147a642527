package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.Actor;
import io.hexforge.domain.gateway.UsageRecord.Status;
import io.hexforge.ports.driven.gateway.TestUsage;
import io.hexforge.ports.driven.identity.TestActors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageRoutesTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    /// The operator, who administers the installation.
    private Actor operator() {
        return server.operator();
    }

    private JsonNode get(String path) throws Exception {
        var response = server.get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestServer.json(response);
    }

    @Test
    void shows_each_call_page_by_page() throws Exception {
        for (int i = 0; i < 5; i++) {
            server.usage().append(List.of(TestUsage.of(operator())));
        }
        server.usage().append(List.of(TestUsage.bare(operator())));

        var ids = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = get("/v1/usage?limit=4" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.get("items").forEach(item -> ids.add(item.get("id").asText()));
            cursor = page.get("next_cursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));

        assertThat(ids).hasSize(6).doesNotHaveDuplicates();
        JsonNode failed = get("/v1/usage?model=unknown").get("items").get(0);
        assertThat(failed.get("cost_usd").isNull()).isTrue();
        assertThat(failed.get("status").asText()).isEqualTo("failed");
        JsonNode paid = get("/v1/usage?provider=openai&limit=1").get("items").get(0);
        assertThat(paid.get("cost_usd").decimalValue()).isEqualByComparingTo("0.000001");
        assertThat(paid.get("latency_ms").asDouble()).isEqualTo(1234);
        assertThat(paid.get("prompt_tokens").asLong()).isEqualTo(100);
    }

    @Test
    void sums_up_days_apart_by_what_is_asked() throws Exception {
        Instant now = Instant.now();
        server.usage()
                .append(List.of(
                        TestUsage.of(operator(), now, "openai", "gpt-5", 2_000_000_000L),
                        TestUsage.of(operator(), now, "openai", "gpt-5-mini", 1_000_000_000L),
                        TestUsage.of(operator(), now.minus(Duration.ofDays(60)), "openai", "gpt-5", 9L)));

        JsonNode models = get("/v1/usage/daily");
        assertThat(models.get("items")).hasSize(2);
        assertThat(models.at("/items/0/model").asText()).isEqualTo("gpt-5");
        assertThat(models.at("/items/0/cost_usd").decimalValue()).isEqualByComparingTo("2");
        assertThat(models.get("truncated").asBoolean()).isFalse();
        JsonNode days = get("/v1/usage/daily?by=&from=2020-01-01");
        assertThat(days.get("items")).hasSize(2);
        assertThat(days.at("/items/0/requests").asLong()).isEqualTo(2);
        assertThat(days.at("/items/0/model").isNull()).isTrue();
    }

    @Test
    void tells_what_everything_cost_also_where_an_older_backend_did() throws Exception {
        Instant now = Instant.now();
        server.usage()
                .append(List.of(
                        TestUsage.of(operator(), now, "openai", "gpt-5", 2_000_000_000L),
                        TestUsage.of(operator(), now.minus(Duration.ofDays(400)), "anthropic", "claude", 500_000_000L),
                        TestUsage.of(operator(), now, "openai", "strange", null)));

        JsonNode costs = get("/health/cost-tracking");

        assertThat(costs).isEqualTo(get("/v1/usage/costs"));
        assertThat(costs.get("total_cost").decimalValue()).isEqualByComparingTo("2.5");
        assertThat(costs.get("cost_today").decimalValue()).isEqualByComparingTo("2");
        assertThat(costs.get("cost_this_month").decimalValue()).isEqualByComparingTo("2");
        assertThat(costs.at("/by_provider/anthropic").decimalValue()).isEqualByComparingTo("0.5");
        assertThat(costs.get("unpriced").asLong()).isEqualTo(1);
    }

    @Test
    void administrators_see_others_when_they_ask_for_them() throws Exception {
        Actor other = TestActors.ofAnyName().newcomer();
        server.usage()
                .append(List.of(
                        TestUsage.of(operator()),
                        TestUsage.of(other, other.userId(), TestUsage.NOON, "openai", "gpt-5", 1L, Status.OK)));

        assertThat(get("/v1/usage").get("items")).hasSize(1);
        assertThat(get("/v1/usage?everybodys=true").get("items")).hasSize(2);
        assertThat(get("/v1/usage?user_id=" + other.userId()).get("items")).hasSize(1);
        assertThat(get("/v1/usage?tenant_id=" + other.tenantId()).get("items")).hasSize(1);
        assertThat(get("/v1/usage/daily?from=2026-01-01&by=user&everybodys=true")
                        .get("items"))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/usage?from=yesterday",
                "/v1/usage?user_id=me",
                "/v1/usage?everybodys=perhaps",
                "/v1/usage?limit=0",
                "/v1/usage?cursor=abc",
                "/v1/usage/daily?from=2026-03-01T00:00:00Z",
                "/v1/usage/daily?from=-999999999-01-01",
                "/v1/usage/daily?by=model,colour"
            })
    void refuses_questions_that_make_no_sense(String path) throws Exception {
        assertThat(server.get(path).statusCode()).isEqualTo(400);
    }

    @Test
    void needs_its_own_scope() throws Exception {
        var made = server.post("/v1/api-keys", "{\"name\":\"gateway only\",\"scopes\":[\"gateway:use\"]}");
        String key = TestServer.json(made).get("secret").asText();

        var refused = server.send(server.anonymous("/v1/usage").header("Authorization", "Bearer " + key));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("usage:read");
    }
}
