package io.hexforge.adapter.http.gateway;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlagRoutesTest {
    private static final String FLAGS = "/v1/admin/flags";
    private static final String FORCE = "{\"flag\":\"router.force_provider_google\",\"enabled\":true}";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_flag_is_set_listed_and_removed() throws Exception {
        JsonNode set = json(server.send("PUT", FLAGS, FORCE));
        assertThat(set.get("flag").textValue()).isEqualTo("router.force_provider_gemini");
        assertThat(set.get("enabled").booleanValue()).isTrue();

        JsonNode items = json(server.get(FLAGS)).get("items");
        assertThat(items).hasSize(1);
        assertThat(items.get(0)).isEqualTo(set);

        String one = FLAGS + "?flag=router.force_provider_gemini";
        assertThat(server.send("DELETE", one, "").statusCode()).isEqualTo(204);
        assertThat(server.send("DELETE", one, "").statusCode()).isEqualTo(404);
        assertThat(json(server.get(FLAGS)).get("items")).isEmpty();
    }

    @Test
    void the_operator_sets_the_flags_of_any_tenant() throws Exception {
        UUID tenant = UUID.randomUUID();
        String body = "{\"tenant_id\":\"%s\",\"flag\":\"router.disable_provider_openai\",\"enabled\":false}"
                .formatted(tenant);

        assertThat(server.send("PUT", FLAGS, body).statusCode()).isEqualTo(200);
        assertThat(json(server.get(FLAGS + "?tenant_id=" + tenant)).get("items"))
                .hasSize(1);
        assertThat(json(server.get(FLAGS)).get("items")).isEmpty();
    }

    @Test
    void the_older_paths_answer_as_they_did() throws Exception {
        var set = server.post("/api/v1/admin/flags/set", FORCE.replace("}", ",\"extra\":1}"));
        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        assertThat(json(set).get("status").textValue()).isEqualTo("ok");

        JsonNode listed = json(server.get("/api/v1/admin/flags/list"));
        assertThat(listed.isArray()).isTrue();
        assertThat(listed.get(0).get("flag").textValue()).isEqualTo("router.force_provider_gemini");
    }

    @Test
    void what_is_no_flag_is_refused() throws Exception {
        assertThat(server.send("PUT", FLAGS, FORCE.replace("google", "nobody")).body())
                .contains("\"status\":400", "/flag");
        assertThat(server.send("PUT", FLAGS, "{\"flag\":\"router.force_provider_xai\"}")
                        .body())
                .contains("\"status\":400", "/enabled");
        assertThat(server.send("DELETE", FLAGS + "?flag=x", "").statusCode()).isEqualTo(400);
        assertThat(server.send("DELETE", FLAGS, "").statusCode()).isEqualTo(400);
        assertThat(server.get(FLAGS + "?tenant_id=x").statusCode()).isEqualTo(400);
    }

    @Test
    void a_key_without_the_scope_is_not_allowed() throws Exception {
        JsonNode issued = json(server.post("/v1/api-keys", "{\"name\":\"a\",\"scopes\":[\"flags:read\"]}"));
        String key = issued.get("secret").textValue();

        assertThat(server.send(server.anonymous(FLAGS).header("Authorization", "Bearer " + key))
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.send(server.anonymous(FLAGS + "?flag=router.force_provider_xai")
                                .header("Authorization", "Bearer " + key)
                                .DELETE())
                        .statusCode())
                .isEqualTo(403);
    }
}
