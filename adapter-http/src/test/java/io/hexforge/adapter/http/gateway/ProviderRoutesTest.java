package io.hexforge.adapter.http.gateway;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProviderRoutesTest {
    private static final String SECRET = "gsk_0123456789abcdefghij";
    private static final String GROQ = "{\"provider\":\"groq\",\"api_key\":\"" + SECRET
            + "\",\"base_url\":\"https://api.groq.com\",\"metadata\":{\"timeout\":\"30\",\"team\":\"a\"}}";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void a_provider_is_activated_and_its_key_never_shown() throws Exception {
        var response = server.post("/v1/providers/activate", GROQ);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode provider = json(response).get("provider");
        assertThat(provider.get("provider").textValue()).isEqualTo("groq");
        assertThat(provider.get("base_url").textValue()).isEqualTo("https://api.groq.com/openai/v1");
        assertThat(provider.at("/metadata/team").textValue()).isEqualTo("a");
        assertThat(provider.get("has_api_key").booleanValue()).isTrue();
        assertThat(provider.get("api_key_preview").textValue())
                .startsWith("gsk_")
                .contains("*");
        for (String path :
                List.of("/v1/providers", "/v1/providers/groq", "/v1/providers/status", "/routing/providers")) {
            var shown = server.get(path);
            assertThat(shown.statusCode()).as(path).isEqualTo(200);
            assertThat(shown.body()).doesNotContain(SECRET).contains("groq");
        }
    }

    @Test
    void a_string_that_holds_the_object_will_do_and_so_will_metadata_as_a_string() throws Exception {
        String inner =
                "{\"provider\":\"groq\",\"api_key\":\"" + SECRET + "\",\"metadata\":\"{\\\"max_retries\\\":1}\"}";
        String body = new ObjectMapper().writeValueAsString(inner);
        JsonNode provider = json(server.post("/v1/providers/activate", body)).get("provider");
        assertThat(provider.at("/metadata/max_retries").intValue()).isEqualTo(1);
    }

    @Test
    void a_key_that_the_provider_refuses_is_not_stored_and_the_reason_told() throws Exception {
        server.upstream().lists(new ModelListing.Failed(UpstreamFault.of(Kind.CREDENTIAL, "Invalid API Key")));
        var response = server.post("/v1/providers/activate", GROQ);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).get("detail").textValue()).contains("Invalid API Key");
        assertThat(json(response).at("/errors/0/pointer").textValue()).isEqualTo("/api_key");
        assertThat(json(server.get("/v1/providers")).get("items")).isEmpty();
    }

    @Test
    void wrong_activations_name_each_wrong_field() throws Exception {
        assertThat(pointers("{\"provider\":\"nonsense\"}")).containsExactly("/provider");
        assertThat(pointers("{\"api_key\":\"x\"}")).containsExactly("/provider");
        assertThat(pointers("{\"provider\":\"groq\"}")).containsExactly("/api_key");
        assertThat(
                        pointers(
                                "{\"provider\":\"groq\",\"api_key\":\"k\",\"base_url\":\"ftp://x\",\"metadata\":{\"timeout\":-1}}"))
                .containsExactlyInAnyOrder("/base_url", "/metadata/timeout");
        assertThat(pointers("{\"provider\":\"groq\",\"api_key\":\"k\",\"metadata\":[]}"))
                .containsExactly("/metadata");
        assertThat(pointers("{\"provider\":\"groq\",\"api_key\":\"k\",\"metadata\":\"{\"}"))
                .containsExactly("/metadata");
        assertThat(pointers("{\"provider\":\"groq\",\"api_key\":\"k\",\"colour\":1}"))
                .containsExactly("/colour");
        assertThat(pointers("\"not an object\"")).hasSize(1);
        assertThat(pointers("\"[1]\"")).hasSize(1);
    }

    private List<String> pointers(String body) throws Exception {
        var response = server.post("/v1/providers/activate", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        return json(response)
                .get("errors")
                .valueStream()
                .map(error -> error.get("pointer").textValue())
                .toList();
    }

    @Test
    void a_provider_is_changed_with_a_tag_and_loses_its_key_by_null() throws Exception {
        server.post("/v1/providers/activate", GROQ);
        String tag =
                server.get("/v1/providers/groq").headers().firstValue("ETag").orElseThrow();
        var changed = server.send(
                "PATCH", "/v1/providers/groq", "{\"display_name\":\"Fast\",\"is_active\":false}", "If-Match", tag);
        assertThat(json(changed).get("display_name").textValue()).isEqualTo("Fast");
        assertThat(json(changed).get("is_active").booleanValue()).isFalse();
        assertThat(json(changed).get("has_api_key").booleanValue()).isTrue();
        assertThat(server.send("PATCH", "/v1/providers/groq", "{}", "If-Match", tag)
                        .statusCode())
                .isEqualTo(412);
        var without = server.send("PATCH", "/v1/providers/groq", "{\"api_key\":null}");
        assertThat(json(without).get("has_api_key").booleanValue()).isFalse();
        assertThat(json(without).get("api_key_preview").isNull()).isTrue();
    }

    @Test
    void a_removed_provider_is_off_and_its_key_forgotten() throws Exception {
        server.post("/v1/providers/activate", GROQ);
        assertThat(server.send("DELETE", "/v1/providers/groq", "").statusCode()).isEqualTo(204);
        JsonNode rest = json(server.get("/v1/providers")).at("/items/0");
        assertThat(rest.get("is_active").booleanValue()).isFalse();
        assertThat(rest.get("has_api_key").booleanValue()).isFalse();
        assertThat(server.send("DELETE", "/v1/providers/mistral", "").statusCode())
                .isEqualTo(404);
        assertThat(server.get("/v1/providers/nonsense").statusCode()).isEqualTo(404);
    }

    @Test
    void status_tells_how_every_provider_stands() throws Exception {
        server.post("/v1/providers/activate", GROQ);
        JsonNode items = json(server.get("/v1/providers/status")).get("items");
        assertThat(items.valueStream()
                        .filter(item -> item.get("configured").booleanValue())
                        .map(item -> item.get("provider").textValue()))
                .containsExactly("openai", "groq");
    }
}
