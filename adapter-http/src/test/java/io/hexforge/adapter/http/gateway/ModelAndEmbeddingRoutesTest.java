package io.hexforge.adapter.http.gateway;

import static io.hexforge.adapter.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.gateway.EmbeddingReply;
import io.hexforge.domain.gateway.ModelInfo;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ModelAndEmbeddingRoutesTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void models_are_listed_filtered_and_found_by_the_name_that_a_client_writes() throws Exception {
        server.upstream()
                .lists(new ModelListing.Listed(List.of(
                        new ModelInfo("openai", "gpt-test", "Test", "a small one", 1000L, 100L, 7, "system"),
                        ModelInfo.of("openai", "org/other"))));
        JsonNode all = json(server.get("/v1/models"));
        assertThat(all.get("object").textValue()).isEqualTo("list");
        assertThat(all.get("data").findValuesAsText("id")).contains("openai/gpt-test", "openai/org/other");
        assertThat(json(server.get("/v1/models?query=SMALL")).get("data")).hasSize(1);
        assertThat(json(server.get("/v1/models?provider=groq")).get("data")).isEmpty();
        JsonNode one = json(server.get("/v1/models/openai/gpt-test"));
        assertThat(one.get("context_window").intValue()).isEqualTo(1000);
        assertThat(one.get("created").intValue()).isEqualTo(7);
        assertThat(json(server.get("/v1/models/org/other")).get("id").textValue())
                .isEqualTo("openai/org/other");
        var none = server.get("/v1/models/nothing");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(json(none).at("/error/code").textValue()).isEqualTo("model_not_found");
        for (String alias : List.of("/chat/models", "/api/v1/ai/models")) {
            JsonNode older = json(server.get(alias));
            assertThat(older.get("models")).isEqualTo(older.get("data"));
        }
        assertThat(json(server.get("/v1/providers/openai/models")).get("models"))
                .hasSize(2);
        assertThat(server.get("/v1/providers/groq/models").statusCode()).isEqualTo(404);
    }

    @Test
    void a_provider_that_does_not_list_its_models_is_named_and_hides_no_other() throws Exception {
        server.upstream().lists(new ModelListing.Failed(UpstreamFault.of(Kind.UNREACHABLE, "nobody there")));
        var response = server.get("/v1/models");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).at("/unavailable/openai").textValue()).isEqualTo("nobody there");
        assertThat(server.get("/v1/providers/openai/models").statusCode()).isEqualTo(502);
    }

    @Test
    void embeddings_come_as_numbers_or_as_base64() throws Exception {
        server.upstream().embeds(call -> {
            assertThat(call.texts().get()).containsExactly("a", "b");
            return new EmbeddingReply.Vectors(
                    "small", List.of(new float[] {0.5f, -2}, new float[] {1, 3}), Usage.of(4, 0));
        });
        String body = "{\"model\":\"openai/small\",\"input\":[\"a\",\"b\"]";
        JsonNode floats = json(server.post("/v1/embeddings", body + "}"));
        assertThat(floats.at("/data/0/embedding").toString()).isEqualTo("[0.5,-2.0]");
        assertThat(floats.at("/data/1/index").intValue()).isEqualTo(1);
        assertThat(floats.at("/usage/prompt_tokens").intValue()).isEqualTo(4);
        assertThat(floats.get("model").textValue()).isEqualTo("small");

        JsonNode packed = json(server.post("/v1/embeddings", body + ",\"encoding_format\":\"base64\"}"));
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(packed.at("/data/0/embedding").textValue()))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getFloat()).isEqualTo(0.5f);
        assertThat(bytes.getFloat()).isEqualTo(-2f);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void the_older_path_understands_and_answers_its_older_names() throws Exception {
        server.upstream().embeds(call -> {
            assertThat(call.texts().get()).containsExactly("a", "b");
            return new EmbeddingReply.Vectors("small", List.of(new float[] {1}, new float[] {2}), Usage.NONE);
        });
        JsonNode body = json(server.post("/api/rag/embed", "{\"model\":\"openai/m\",\"texts\":[\"a\",\"b\"]}"));
        assertThat(body.get("embeddings").toString()).isEqualTo("[[1.0],[2.0]]");
        assertThat(body.get("count").intValue()).isEqualTo(2);
        assertThat(body.get("data")).hasSize(2);
        assertThat(server.post("/v1/embeddings", "{\"model\":\"openai/m\",\"texts\":[\"a\"]}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_provider_s_embeddings_are_relayed_byte_for_byte() throws Exception {
        server.upstream()
                .embeds(call ->
                        new EmbeddingReply.Relayed("{ \"x\" : 1 }".getBytes(StandardCharsets.UTF_8), Usage.NONE));
        var response = server.post("/v1/embeddings", "{\"model\":\"openai/m\",\"input\":[1,2,3]}");
        assertThat(response.body()).isEqualTo("{ \"x\" : 1 }");
        assertThat(response.headers().firstValue("x-hexforge-model")).hasValue("m");
        assertThat(server.post("/api/rag/embed", "{\"model\":\"openai/m\",\"input\":\"a\"}")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void tokens_for_a_provider_that_takes_texts_are_refused_by_name() throws Exception {
        server.upstream()
                .embeds(call -> new EmbeddingReply.Vectors(
                        "small", List.of(new float[call.texts().get().size()]), Usage.NONE));
        var response = server.post("/v1/embeddings", "{\"model\":\"openai/m\",\"input\":[[1,2]]}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).at("/error/param").textValue()).isEqualTo("input[0]");
    }
}
