package io.hexforge.adapter.llm.wall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Ollama's own endpoints, after the examples of its documentation; there is no client of its own for Java.
class OllamaWireTest {
    private final Wall wall = Wall.start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        client.close();
        wall.close();
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(wall.url(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private List<JsonNode> lines(String body) throws IOException, InterruptedException {
        var answer = post("/api/chat", body);
        assertThat(answer.headers().firstValue("content-type")).contains("application/x-ndjson");
        var lines = new ArrayList<JsonNode>();
        for (String line : answer.body().lines().toList()) {
            lines.add(Json.read(line));
        }
        return lines;
    }

    @Test
    void streams_unless_told_not_to() throws IOException, InterruptedException {
        String question = "\"messages\":[{\"role\":\"user\",\"content\":\"why is the sky blue?\"}]";

        var lines = lines("{\"model\":\"llama3.2\"," + question + "}");
        var whole = Json.read(post("/api/chat", "{\"model\":\"llama3.2\",\"stream\":false," + question + "}")
                .body());

        assertThat(lines).hasSize(5 + 1);
        assertThat(lines)
                .extracting(line -> line.at("/message/content").asText())
                .containsExactly("why", " is", " the", " sky", " blue?", "");
        assertThat(whole.at("/message/content").asText()).isEqualTo("why is the sky blue?");
        for (var last : List.of(whole, lines.getLast())) {
            assertThat(last.path("done").asBoolean()).isTrue();
            assertThat(last.path("done_reason").asText()).isEqualTo("stop");
            assertThat(last.path("eval_count").asInt()).isEqualTo(5);
            assertThat(last.path("prompt_eval_count").asInt()).isEqualTo(5);
        }
    }

    @Test
    void calls_tools_and_answers_from_their_results() throws IOException, InterruptedException {
        String tools = """
                "tools":[{"type":"function","function":{"name":"get_weather","description":"Get the weather","parameters":
                {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]""";
        String question = "{\"role\":\"user\",\"content\":\"call get_weather {\\\"city\\\":\\\"Tokyo\\\"}\"}";

        var lines = lines("{\"model\":\"qwen3:4b\",\"think\":true," + tools + ",\"messages\":[" + question + "]}");
        var call = lines.get(5).at("/message/tool_calls/0/function");
        assertThat(lines.getFirst().at("/message/thinking").asText()).isEqualTo("Let");
        assertThat(call.path("name").asText()).isEqualTo("get_weather");
        assertThat(call.at("/arguments/city").asText()).isEqualTo("Tokyo");

        var answer = lines("{\"model\":\"qwen3:4b\"," + tools + ",\"messages\":[" + question
                + ",{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":" + call + "}]},"
                + "{\"role\":\"tool\",\"tool_name\":\"get_weather\",\"content\":\"11 degrees\"}]}");
        assertThat(answer)
                .extracting(line -> line.at("/message/content").asText())
                .contains(" 11", " degrees");
    }

    @Test
    void answers_in_the_shape_of_a_schema_and_sees_images() throws IOException, InterruptedException {
        var shaped = Json.read(post("/api/chat", """
                {"model":"llama3.2","stream":false,"format":{"type":"object","properties":{"age":{"type":"integer"}},
                "required":["age"]},"messages":[{"role":"user","content":"Ollama is 22 years old"}]}""").body());
        var seen = Json.read(post("/api/chat", """
                {"model":"llama3.2","stream":false,"options":{"num_predict":9},"messages":[{"role":"user",
                "content":"What is in this image?","images":["AAECAw=="]}]}""").body());

        assertThat(shaped.at("/message/content").asText()).isEqualTo("{\"age\":0}");
        assertThat(seen.at("/message/content").asText()).isEqualTo("What is in this image? [image, 4 bytes]");
    }

    @Test
    void tells_its_version_its_models_and_their_vectors() throws IOException, InterruptedException {
        var version =
                client.send(HttpRequest.newBuilder(wall.url("/api/version")).build(), BodyHandlers.ofString());
        var tags = client.send(HttpRequest.newBuilder(wall.url("/api/tags")).build(), BodyHandlers.ofString());
        var vectors = Json.read(post("/api/embed", "{\"model\":\"nomic-embed-text\",\"input\":[\"a\",\"b\"]}")
                .body());

        assertThat(Json.read(version.body()).path("version").asText()).isNotEmpty();
        assertThat(Json.read(tags.body()).path("models"))
                .extracting(model -> model.path("name").asText())
                .contains("llama3.2:latest", "nomic-embed-text:latest");
        assertThat(vectors.path("embeddings"))
                .hasSize(2)
                .allSatisfy(vector -> assertThat(vector).hasSize(768));
        assertThat(post("/api/chat", "{\"model\":\"phi9\",\"messages\":[]}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void runs_as_a_process_of_its_own() throws IOException, InterruptedException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Wall.class.getName(),
                "--tokens",
                "7",
                "--model",
                "mine");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = output.readLine();
            assertThat(line).startsWith("wall listening on http://127.0.0.1:");
            var request = HttpRequest.newBuilder(
                            URI.create(line.substring(line.indexOf("http://")) + "/v1/chat/completions"))
                    .header("authorization", "Bearer " + Wall.KEY)
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"model\":\"mine\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                    .build();
            for (int i = 0; i < 2; i++) {
                assertThat(client.send(request, BodyHandlers.ofString()).body()).contains("1 2 3 4 5 6 7 ");
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
