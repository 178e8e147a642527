package io.hexforge.app.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Pace;
import io.hexforge.adapter.llm.wall.RefusalKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes behind a balancer, on one PostgreSQL and one Redis.
@Tag("chaos")
class ClusterTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MODEL = "openai/gpt-4o-mini";

    @TempDir
    private Path folder;

    private Cluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = Cluster.start(folder);
    }

    @AfterEach
    void stop() throws IOException {
        cluster.close();
    }

    @Test
    void clients_that_retry_do_not_notice_that_nodes_are_killed() throws Exception {
        cluster.wall().pace(Pace.of(0, Duration.ofMillis(2)));
        List<Integer> ports = List.of(cluster.first().port(), cluster.second().port());
        try (var balancer = new RoundRobin(ports);
                var load = new RetryingClients(balancer.port(), cluster.operator(), MODEL)) {
            load.awaitMore(100);
            cluster.first().kill();
            load.awaitMore(200);
            cluster.restartFirst();
            load.awaitMore(100);
            cluster.second().kill();
            load.awaitMore(200);
            cluster.restartSecond();
            load.awaitMore(100);

            assertThat(load.errors()).isEmpty();
            assertThat(load.repeats()).as("calls that a kill has cut").isPositive();
        }
    }

    @Test
    void a_breaker_that_opens_on_one_node_opens_on_the_other_within_a_second() throws Exception {
        for (HexforgeProcess node : List.of(cluster.first(), cluster.second())) {
            assertThat(node.complete(cluster.operator(), MODEL).statusCode()).isEqualTo(200);
        }
        cluster.wall().always(Fault.refused(RefusalKind.INTERNAL));
        for (int i = 0; i < 5 && !state(cluster.first()).equals("open"); i++) {
            cluster.first().complete(cluster.operator(), MODEL);
        }
        assertThat(state(cluster.first())).isEqualTo("open");

        long opened = System.nanoTime();
        while (!state(cluster.second()).equals("open")) {
            assertThat(Duration.ofNanos(System.nanoTime() - opened)).isLessThan(Duration.ofSeconds(1));
            Thread.sleep(10);
        }
    }

    private String state(HexforgeProcess node) throws IOException, InterruptedException {
        JsonNode items = JSON.readTree(
                        node.get("/v1/routing/deployments", cluster.operator()).body())
                .path("items");
        return items.valueStream()
                .filter(item -> item.path("model").asText().equals("gpt-4o-mini"))
                .map(item -> item.path("state").asText())
                .findFirst()
                .orElse("unknown");
    }
}
