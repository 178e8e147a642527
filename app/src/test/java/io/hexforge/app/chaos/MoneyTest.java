package io.hexforge.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.llm.wall.Attempt;
import io.hexforge.adapter.llm.wall.Pace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every call is accounted for once, at what the provider charges for it.
@Tag("chaos")
class MoneyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int CALLS = 1_000;

    @TempDir
    private Path folder;

    @Test
    void no_call_is_forgotten_and_costs_are_right_whatever_becomes_of_redis_and_the_database() throws Exception {
        try (var cluster = Cluster.start(folder);
                var calls = new MixedCalls(cluster)) {
            // Slow enough for whoever is left to notice it within a token or two.
            cluster.wall().pace(Pace.of(0, Duration.ofMillis(4)));
            calls.make(200, () -> setBudget(cluster));
            calls.make(200, cluster::freezeRedis);
            calls.make(200, () -> {
                cluster.thawRedis();
                cluster.killDatabase();
            });
            calls.make(200, cluster::killRedis);
            calls.make(200, () -> {
                cluster.restartRedis();
                cluster.killDatabase();
            });
            cluster.first().awaitStatus(200, "/v1/api-keys", cluster.operator());

            List<JsonNode> rows = awaitRows(cluster);

            assertThat(rows)
                    .extracting(row -> row.path("request_id").asText())
                    .containsExactlyInAnyOrderElementsOf(calls.ids());
            assertThatCachedOnesAreFree(rows, calls.hits());
            assertThat(rows).filteredOn(row -> status(row).equals("aborted")).hasSize(calls.left());
            List<JsonNode> charged =
                    rows.stream().filter(row -> !status(row).equals("cached")).toList();
            List<Attempt> truth = truth(cluster);
            assertThat(charged).hasSameSizeAs(truth);
            assertThat(sum(charged, "prompt_tokens")).isCloseTo(sum(truth, Attempt::promptTokens), withinPercentage(1));
            assertThat(sum(charged, "cached_tokens")).isEqualTo(sum(truth, Attempt::cachedTokens));
            assertThat(sum(charged, "cache_write_tokens")).isEqualTo(sum(truth, Attempt::cacheWriteTokens));
            assertThat(sum(charged, "output_tokens")).isCloseTo(sum(truth, Attempt::tokens), withinPercentage(1));
            assertThat(sum(charged, "cost_nano_usd")).isCloseTo(sum(truth, MoneyTest::nanoUsd), withinPercentage(1));
            assertThatDaysAgree(cluster, rows);
        }
    }

    /// So that every call is counted in Redis.
    private static void setBudget(Cluster cluster) throws Exception {
        String budget = "{\"scope\":\"user\",\"period\":\"total\",\"amount_usd\":\"10000\"}";
        assertThat(cluster.first()
                        .put("/v1/budgets", cluster.operator(), budget)
                        .statusCode())
                .isEqualTo(200);
    }

    private static void assertThatCachedOnesAreFree(List<JsonNode> rows, long hits) {
        List<JsonNode> cached =
                rows.stream().filter(row -> status(row).equals("cached")).toList();
        assertThat(cached).hasSize(Math.toIntExact(hits)).hasSizeGreaterThan(CALLS / 20);
        assertThat(cached).allSatisfy(row -> {
            assertThat(row.path("cost_nano_usd").isNumber()).isTrue();
            assertThat(row.path("cost_nano_usd").asLong()).isZero();
        });
    }

    private static void assertThatDaysAgree(Cluster cluster, List<JsonNode> rows) throws Exception {
        List<JsonNode> days = items(cluster, "/v1/usage/daily?by=model");
        assertThat(sum(days, "requests")).isEqualTo(rows.size());
        assertThat(sum(days, "cost_nano_usd")).isEqualTo(sum(rows, "cost_nano_usd"));
        assertThat(sum(days, "output_tokens")).isEqualTo(sum(rows, "output_tokens"));
    }

    private static List<Attempt> truth(Cluster cluster) {
        return cluster.wall().log().all().stream()
                .filter(attempt -> attempt.path().matches(".*/(chat/completions|messages)"))
                .toList();
    }

    /// {@return what the providers charge, by their price lists: USD 0.15, 0.075 and 0.60 a million for GPT-4o mini;
    /// 1, 0.10, 1.25 and 5 for Claude Haiku 4.5}
    private static long nanoUsd(Attempt attempt) {
        long plain = attempt.promptTokens() - attempt.cachedTokens() - attempt.cacheWriteTokens();
        return attempt.path().endsWith("/messages")
                ? 1_000 * plain
                        + 100L * attempt.cachedTokens()
                        + 1_250L * attempt.cacheWriteTokens()
                        + 5_000L * attempt.tokens()
                : 150 * plain + 75L * attempt.cachedTokens() + 600L * attempt.tokens();
    }

    private static String status(JsonNode row) {
        return row.path("status").asText();
    }

    private static long sum(List<JsonNode> rows, String field) {
        return sum(rows, row -> row.path(field).asLong());
    }

    private static <T> long sum(List<T> all, ToLongFunction<T> value) {
        return all.stream().mapToLong(value).sum();
    }

    private static List<JsonNode> awaitRows(Cluster cluster) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (sum(items(cluster, "/v1/usage/daily"), "requests") < CALLS && System.nanoTime() - deadline < 0) {
            Thread.sleep(100);
        }
        return items(cluster, "/v1/usage?limit=100");
    }

    /// {@return what is listed on all pages}
    private static List<JsonNode> items(Cluster cluster, String path) throws Exception {
        var items = new ArrayList<JsonNode>();
        String cursor = "";
        do {
            JsonNode page = JSON.readTree(
                    cluster.second().get(path + cursor, cluster.operator()).body());
            page.path("items").forEach(items::add);
            String next = page.path("next_cursor").asText("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        return items;
    }
}
