package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Fault.Oddity;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.app.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The vendors' own clients talk to a whole node, which talks to the wall posing as each kind of provider.
class EndToEndTest {
    private static final String MODEL = "wall-model";
    private static final String QUESTION = "Hello, wörld 🎉 and 世界!";

    @TempDir
    private static Path home;

    private static Wall wall;
    private static Node node;
    private static OpenAIClient openAi;
    private static AnthropicClient anthropic;

    @BeforeAll
    static void start() {
        wall = Wall.start().serve(MODEL, "all-minilm");
        node = Node.serve(
                Config.from(unlimited(Map.of(
                        "HEXFORGE_HOME",
                        home.toString(),
                        "PORT",
                        "0",
                        "OPENAI_API_KEY",
                        Wall.KEY,
                        "OPENAI_BASE_URL",
                        wall.url("/v1").toString(),
                        "ANTHROPIC_API_KEY",
                        Wall.KEY,
                        "ANTHROPIC_BASE_URL",
                        wall.url("/v1").toString(),
                        "GOOGLE_API_KEY",
                        Wall.KEY,
                        "GEMINI_BASE_URL",
                        wall.url("/v1beta").toString(),
                        "OLLAMA_NATIVE_API_KEY",
                        Wall.KEY,
                        "OLLAMA_NATIVE_BASE_URL",
                        wall.url("/api").toString()))),
                "test");
        String key = node.firstKey().orElseThrow().reveal();
        openAi = openAi(key);
        anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(node.url().toString())
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    /// These tests ask more often than a user may.
    private static Map<String, String> unlimited(Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("RATE_LIMIT_PER_MINUTE", "0");
        return all;
    }

    @AfterAll
    static void stop() {
        openAi.close();
        anthropic.close();
        node.close();
        wall.close();
    }

    @BeforeEach
    void calm() {
        wall.calm();
        wall.log().clear();
    }

    private static OpenAIClient openAi(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(node.url() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static ChatCompletionCreateParams.Builder asking(String provider, String text) {
        return ChatCompletionCreateParams.builder()
                .model(provider + "/" + MODEL)
                .maxCompletionTokens(4096)
                .addUserMessage(text);
    }

    private static ChatCompletion streamed(ChatCompletionCreateParams params, List<ChatCompletionChunk> chunks) {
        var whole = ChatCompletionAccumulator.create();
        try (var stream = openAi.chat().completions().createStreaming(params)) {
            stream.stream().map(whole::accumulate).forEach(chunks::add);
        }
        return whole.chatCompletion().validate();
    }

    private static List<ChatCompletion> bothWays(ChatCompletionCreateParams params) {
        return List.of(openAi.chat().completions().create(params).validate(), streamed(params, new ArrayList<>()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama-native"})
    void openais_client_gets_answers_of_every_kind_of_provider_whole_and_streamed(String provider) {
        for (ChatCompletion answer : bothWays(asking(provider, QUESTION).build())) {
            assertThat(answer.choices().getFirst().message().content()).contains(QUESTION);
            assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama-native"})
    void usage_comes_on_a_chunk_of_its_own_when_it_was_asked_for_and_not_otherwise(String provider) {
        var chunks = new ArrayList<ChatCompletionChunk>();
        var options = ChatCompletionStreamOptions.builder().includeUsage(true).build();

        streamed(asking(provider, QUESTION).streamOptions(options).build(), chunks);

        assertThat(chunks)
                .extracting(ChatCompletionChunk::id)
                .containsOnly(chunks.getFirst().id());
        assertThat(chunks.getLast().choices()).isEmpty();
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isPositive();
        assertThat(chunks.getLast().usage().orElseThrow().promptTokens()).isPositive();

        var without = new ArrayList<ChatCompletionChunk>();
        streamed(asking(provider, QUESTION).build(), without);
        assertThat(without).allSatisfy(chunk -> {
            assertThat(chunk.choices()).isNotEmpty();
            assertThat(chunk.usage()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama-native"})
    void openais_client_calls_tools_in_parallel_and_hands_back_their_results(String provider) {
        var tool = ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name("get_weather")
                        .description("Tells the weather.")
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .build())
                        .build())
                .build();
        var asked = asking(provider, "call get_weather {\"city\":\"Paris\"}\ncall get_weather {\"city\":\"Rome\"}")
                .addTool(tool);

        for (ChatCompletion answer : bothWays(asked.build())) {
            assertThat(answer.choices().getFirst().finishReason())
                    .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
            assertThat(answer.choices().getFirst().message().toolCalls().orElseThrow())
                    .extracting(call -> call.asFunction().function().arguments())
                    .containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"Rome\"}");
        }
        var message = openAi.chat()
                .completions()
                .create(asked.build())
                .choices()
                .getFirst()
                .message();
        asked.addMessage(message);
        message.toolCalls()
                .orElseThrow()
                .forEach(call -> asked.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.asFunction().id())
                        .content("15 degrees")
                        .build()));
        ChatCompletion answer = openAi.chat().completions().create(asked.build());
        assertThat(answer.choices().getFirst().message().content().orElseThrow())
                .contains("15 degrees");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama-native"})
    void anthropics_client_gets_answers_of_every_kind_of_provider_whole_and_streamed(String provider) {
        var params = MessageCreateParams.builder()
                .model(provider + "/" + MODEL)
                .maxTokens(4096)
                .addUserMessage(QUESTION)
                .build();
        var whole = MessageAccumulator.create();
        try (var stream = anthropic.messages().createStreaming(params)) {
            stream.stream().forEach(whole::accumulate);
        }
        for (Message message : List.of(
                anthropic.messages().create(params).validate(), whole.message().validate())) {
            assertThat(message.content().getFirst().asText().text()).isEqualTo(QUESTION);
            assertThat(message.stopReason()).contains(StopReason.END_TURN);
            assertThat(message.usage().outputTokens()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama-native"})
    void anthropics_client_calls_tools(String provider) {
        var params = MessageCreateParams.builder()
                .model(provider + "/" + MODEL)
                .maxTokens(4096)
                .addUserMessage("call get_weather {\"city\":\"Paris\"}")
                .addTool(Tool.builder()
                        .name("get_weather")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(Tool.InputSchema.Properties.builder()
                                        .putAdditionalProperty(
                                                "city", com.anthropic.core.JsonValue.from(Map.of("type", "string")))
                                        .build())
                                .build())
                        .build())
                .build();

        Message message = anthropic.messages().create(params).validate();

        assertThat(message.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(message.content().getFirst().asToolUse()._input()).hasToString("{city=Paris}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama-native"})
    void openais_client_gets_responses_of_every_kind_of_provider_whole_and_streamed(String provider) {
        var params = ResponseCreateParams.builder()
                .model(provider + "/" + MODEL)
                .maxOutputTokens(4096)
                .input(QUESTION)
                .build();

        for (Response response : bothWays(params)) {
            assertThat(response.status()).contains(ResponseStatus.COMPLETED);
            var text = response.output().getLast().asMessage().content().getFirst();
            assertThat(text.asOutputText().text()).isEqualTo(QUESTION);
            assertThat(response.usage().orElseThrow().outputTokens()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "ollama-native"})
    void responses_call_functions_and_hear_of_their_results(String provider) {
        String question = "call get_weather {\"city\":\"Paris\"}\ncall get_weather {\"city\":\"Rome\"}";
        var params = ResponseCreateParams.builder()
                .model(provider + "/" + MODEL)
                .maxOutputTokens(4096)
                .input(question)
                .addTool(FunctionTool.builder()
                        .name("get_weather")
                        .strict(false)
                        .parameters(FunctionTool.Parameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .build())
                        .build());

        for (Response response : bothWays(params.build())) {
            assertThat(response.output())
                    .extracting(item -> item.asFunctionCall().arguments())
                    .containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"Rome\"}");
            var input = new ArrayList<ResponseInputItem>();
            input.add(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                    .role(EasyInputMessage.Role.USER)
                    .content(question)
                    .build()));
            for (ResponseOutputItem item : response.output()) {
                input.add(ResponseInputItem.ofFunctionCall(item.asFunctionCall()));
            }
            for (ResponseOutputItem item : response.output()) {
                input.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                        .callId(item.asFunctionCall().callId())
                        .output("15 degrees")
                        .build()));
            }
            Response answer = openAi.responses()
                    .create(params.inputOfResponse(input).build())
                    .validate();
            var text = answer.output().getLast().asMessage().content().getFirst();
            assertThat(text.asOutputText().text()).contains("15 degrees");
        }
    }

    private static List<Response> bothWays(ResponseCreateParams params) {
        var whole = ResponseAccumulator.createWithSnapshots();
        try (var stream = openAi.responses().createStreaming(params)) {
            stream.stream().forEach(event -> whole.accumulate(event.validate()));
        }
        return List.of(
                openAi.responses().create(params).validate(), whole.response().validate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic"})
    void a_stream_of_ten_thousand_chunks_arrives_whole(String provider) {
        wall.always(new Fault.ManyTokens(10_000));
        var chunks = new ArrayList<ChatCompletionChunk>();

        streamed(asking(provider, "word").maxCompletionTokens(20_000).build(), chunks);

        assertThat(chunks).hasSizeGreaterThanOrEqualTo(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini"})
    void characters_split_between_packets_arrive_whole(String provider) {
        wall.always(Fault.framing(Oddity.SPLIT_CHARACTERS, Oddity.CRLF, Oddity.COMMENTS));

        ChatCompletion answer = streamed(asking(provider, QUESTION).build(), new ArrayList<>());

        assertThat(answer.choices().getFirst().message().content()).contains(QUESTION);
    }

    @Test
    void errors_have_the_shape_that_the_clients_expect() {
        var unknown = catchThrowableOfType(
                NotFoundException.class,
                () -> openAi.chat()
                        .completions()
                        .create(asking("openai", "Hi").model("openai/gpt-0").build()));
        assertThat(unknown.code()).contains("model_not_found");

        OpenAIClient stranger = openAi("hf_nobody");
        var refusal = catchThrowableOfType(
                UnauthorizedException.class,
                () -> stranger.chat()
                        .completions()
                        .create(asking("openai", "Hi").build()));
        stranger.close();
        assertThat(refusal.code()).contains("invalid_api_key");
    }

    @Test
    void texts_are_embedded_in_this_process_and_by_providers() {
        for (String model : List.of("all-minilm-l6-v2", "bge-small-en-v1.5", "openai/text-embedding-3-small")) {
            var answer = openAi.embeddings()
                    .create(EmbeddingCreateParams.builder()
                            .model(model)
                            .inputOfArrayOfStrings(List.of("one", "two"))
                            .build())
                    .validate();
            assertThat(answer.data()).hasSize(2);
            assertThat(answer.data().getFirst().embedding()).hasSizeGreaterThanOrEqualTo(384);
        }
    }

    @Test
    void models_of_all_providers_are_listed() {
        assertThat(openAi.models().list().data())
                .extracting(model -> model.id())
                .contains("openai/" + MODEL, "anthropic/" + MODEL, "gemini/" + MODEL, "local/all-minilm-l6-v2");
    }
}
