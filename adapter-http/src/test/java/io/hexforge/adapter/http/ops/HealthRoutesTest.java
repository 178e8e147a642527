package io.hexforge.adapter.http.ops;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.ops.HealthState;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthRoutesTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private int status(String path) throws Exception {
        return server.send(server.anonymous(path)).statusCode();
    }

    @Test
    void a_healthy_server_says_so_on_every_path_to_everybody() throws Exception {
        for (String path : List.of(
                "/health",
                "/health/live",
                "/health/ready",
                "/health/all",
                "/v1/health",
                "/api/health",
                "/api/v1/health",
                "/api/v1/health/live",
                "/api/v1/health/ready")) {
            assertThat(status(path)).as(path).isEqualTo(200);
        }
        var overview = json(server.send(server.anonymous("/health")));
        assertThat(overview.get("status").textValue()).isEqualTo("healthy");
        assertThat(overview.get("version").textValue()).isEqualTo("1.2.3");
        assertThat(overview.get("timestamp").textValue()).endsWith("Z");
    }

    @Test
    void a_server_without_its_database_lives_but_is_not_ready() throws Exception {
        server.database().becomes(HealthState.down("refuses connections"));
        assertThat(status("/health/live")).isEqualTo(200);
        assertThat(status("/health/ready")).isEqualTo(503);
        var all = server.send(server.anonymous("/health/all"));
        assertThat(all.statusCode()).isEqualTo(503);
        assertThat(json(all).at("/components/database/detail").textValue()).isEqualTo("refuses connections");
        assertThat(json(server.send(server.anonymous("/health"))).get("status").textValue())
                .isEqualTo("unhealthy");
        server.database().becomes(HealthState.degraded("slow"));
        assertThat(status("/health/ready")).isEqualTo(200);
    }
}
