package io.hexforge.adapter.llm.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// OpenAI's own client talks to the wall, after the examples of its documentation.
class OpenAiSdkTest {
    private final Wall wall = Wall.start();
    private final OpenAIClient client = client(Wall.KEY);

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(wall.url("/v1").toString())
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        wall.close();
    }

    private static ChatCompletionCreateParams.Builder asking(String text) {
        return ChatCompletionCreateParams.builder()
                .model("gpt-4o-mini")
                .addDeveloperMessage("You are a helpful assistant.")
                .addUserMessage(text);
    }

    private static ChatCompletionFunctionTool weather() {
        var location = Map.of("type", "string", "description", "City and country e.g. Bogotá, Colombia");
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name("get_weather")
                        .description("Get current temperature for a given location.")
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty("properties", JsonValue.from(Map.of("location", location)))
                                .putAdditionalProperty("required", JsonValue.from(List.of("location")))
                                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                                .build())
                        .strict(true)
                        .build())
                .build();
    }

    private ChatCompletion streamed(ChatCompletionCreateParams params, List<ChatCompletionChunk> chunks) {
        var whole = ChatCompletionAccumulator.create();
        try (var stream = client.chat().completions().createStreaming(params)) {
            stream.stream().map(whole::accumulate).forEach(chunks::add);
        }
        return whole.chatCompletion().validate();
    }

    @Test
    void gets_a_whole_answer_that_repeats_the_question() {
        var answer = client.chat()
                .completions()
                .create(asking("Hello, wörld 🎉!").build())
                .validate();

        var choice = answer.choices().getFirst();
        assertThat(choice.message().content()).contains("Hello, wörld 🎉!");
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(3);
        assertThat(answer.usage().orElseThrow().promptTokens()).isPositive();
        assertThat(wall.log().last().body()).contains("\"role\":\"developer\"");
    }

    @Test
    void gets_the_same_answer_in_chunks_with_usage_at_the_end() {
        var chunks = new ArrayList<ChatCompletionChunk>();
        var params = asking("Hello, wörld 🎉!")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();

        var answer = streamed(params, chunks);

        assertThat(answer.choices().getFirst().message().content()).contains("Hello, wörld 🎉!");
        assertThat(chunks).hasSize(1 + 3 + 1 + 1);
        assertThat(chunks).extracting(ChatCompletionChunk::id).containsOnly(answer.id());
        assertThat(chunks.getLast().choices()).isEmpty();
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(3);
    }

    @Test
    void gets_parallel_tool_calls_whole_and_in_pieces() {
        var params = asking("""
                call get_weather {"location": "Paris, France"}
                call get_weather {"location": "Bogotá, Colombia"}""").addTool(weather()).build();

        for (var answer :
                List.of(client.chat().completions().create(params).validate(), streamed(params, new ArrayList<>()))) {
            var choice = answer.choices().getFirst();
            assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
            assertThat(choice.message().content()).isEmpty();
            assertThat(choice.message().toolCalls().orElseThrow())
                    .extracting(call -> call.asFunction().function().arguments())
                    .containsExactly("{\"location\":\"Paris, France\"}", "{\"location\":\"Bogotá, Colombia\"}");
        }
    }

    @Test
    void answers_from_what_the_tools_said() {
        var asked = asking("call get_weather {\"location\": \"Paris\"}").addTool(weather());
        var message = client.chat()
                .completions()
                .create(asked.build())
                .choices()
                .getFirst()
                .message();
        String id = message.toolCalls().orElseThrow().getFirst().asFunction().id();

        var answer = client.chat()
                .completions()
                .create(asked.addMessage(message)
                        .addMessage(ChatCompletionToolMessageParam.builder()
                                .toolCallId(id)
                                .content("14 degrees")
                                .build())
                        .build());

        assertThat(answer.choices().getFirst().message().content()).contains("The tools answered: 14 degrees");
    }

    @Test
    void refuses_the_result_of_a_call_that_was_never_made() {
        var params = asking("Hello")
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId("call_nobody")
                        .content("14 degrees")
                        .build())
                .build();

        var refusal = catchThrowableOfType(
                BadRequestException.class, () -> client.chat().completions().create(params));

        assertThat(refusal).hasMessageContaining("must be a response to a preceeding message");
        assertThat(refusal.param()).contains("messages[2].role");
    }

    @Test
    void answers_in_the_shape_of_a_json_schema() {
        var schema = ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty(
                        "properties",
                        JsonValue.from(Map.of(
                                "name", Map.of("type", "string"),
                                "age", Map.of("type", "integer", "minimum", 18),
                                "kind", Map.of("enum", List.of("cat", "dog")))))
                .putAdditionalProperty("required", JsonValue.from(List.of("name", "age", "kind")))
                .build();
        var params = asking("Who?")
                .responseFormat(ResponseFormatJsonSchema.builder()
                        .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                                .name("person")
                                .schema(schema)
                                .strict(true)
                                .build())
                        .build())
                .build();

        var answer = client.chat().completions().create(params);

        assertThat(answer.choices().getFirst().message().content())
                .contains("{\"name\":\"text\",\"age\":18,\"kind\":\"cat\"}");
    }

    @Test
    void describes_images() {
        var image = ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url("data:image/png;base64,AAECAw==")
                        .build())
                .build();
        var text = ChatCompletionContentPartText.builder()
                .text("What is in this image?")
                .build();
        var params = ChatCompletionCreateParams.builder()
                .model("gpt-4o")
                .addUserMessageOfArrayOfContentParts(
                        List.of(ChatCompletionContentPart.ofText(text), ChatCompletionContentPart.ofImageUrl(image)))
                .build();

        var answer = client.chat().completions().create(params);

        assertThat(answer.choices().getFirst().message().content())
                .contains("What is in this image? [image/png, 4 bytes]");
    }

    @Test
    void thinks_first_when_an_effort_is_asked_for() {
        var params = asking("Why?").reasoningEffort(ReasoningEffort.LOW).build();

        var answer = client.chat().completions().create(params);
        var usage = answer.usage().orElseThrow();

        assertThat(answer.choices()
                        .getFirst()
                        .message()
                        ._allProperties()
                        .get("reasoning_content")
                        .asStringOrThrow())
                .isEqualTo("Let me think about this.");
        assertThat(usage.completionTokensDetails().orElseThrow().reasoningTokens())
                .contains(5L);
        assertThat(usage.completionTokens()).isEqualTo(6);
    }

    @Test
    void gives_log_probabilities_for_every_token_of_every_choice() {
        var params = asking("one two").logprobs(true).topLogprobs(2).n(2).build();

        for (var answer :
                List.of(client.chat().completions().create(params).validate(), streamed(params, new ArrayList<>()))) {
            assertThat(answer.choices()).hasSize(2).allSatisfy(choice -> {
                var tokens = choice.logprobs().orElseThrow().content().orElseThrow();
                assertThat(tokens).extracting(token -> token.token()).containsExactly("one", " two");
                assertThat(tokens.getFirst().topLogprobs()).hasSize(2);
            });
        }
    }

    @Test
    void stops_at_the_limit_and_counts_cached_tokens() {
        var params = ChatCompletionCreateParams.builder()
                .model("gpt-4o-mini")
                .addUserMessage("word ".repeat(1000))
                .maxCompletionTokens(7)
                .build();

        var answer = client.chat().completions().create(params);

        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(7);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(1250);
        assertThat(answer.usage()
                        .orElseThrow()
                        .promptTokensDetails()
                        .orElseThrow()
                        .cachedTokens())
                .contains(1152L);
        assertThat(wall.log().last().promptTokens()).isEqualTo(1250);
        assertThat(wall.log().last().cachedTokens()).isEqualTo(1152);
        assertThat(wall.log().last().tokens()).isEqualTo(7);
    }

    @Test
    void embeds_in_base64_unless_floats_are_asked_for() {
        var params = EmbeddingCreateParams.builder()
                .model("text-embedding-3-small")
                .inputOfArrayOfStrings(List.of("The food was delicious", "and the waiter..."));

        var compact = client.embeddings().create(params.build()).validate();
        assertThat(wall.log().last().body()).contains("\"encoding_format\":\"base64\"");
        var floats = client.embeddings()
                .create(params.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                        .build());

        assertThat(compact.data()).hasSize(2);
        assertThat(compact.data().getFirst().embedding()).hasSize(1536);
        for (int i = 0; i < 1536; i++) {
            assertThat(compact.data().getLast().embedding().get(i))
                    .isCloseTo(floats.data().getLast().embedding().get(i), within(1e-6f));
        }
        assertThat(compact.data().getFirst().embedding())
                .isNotEqualTo(compact.data().getLast().embedding());
    }

    @Test
    void lists_models() {
        wall.serve("llama-3.3-70b-versatile");

        assertThat(client.models().list().data())
                .extracting(Model::id)
                .contains("gpt-4o-mini", "text-embedding-3-small", "llama-3.3-70b-versatile");
        assertThat(client.models().retrieve("gpt-4o").validate().id()).isEqualTo("gpt-4o");
    }

    @Test
    void knows_its_key_and_its_models() {
        var stranger = client("sk-stolen");
        var refusal = catchThrowableOfType(
                UnauthorizedException.class,
                () -> stranger.chat().completions().create(asking("Hi").build()));
        stranger.close();
        assertThat(refusal.code()).contains("invalid_api_key");
        var unknown = catchThrowableOfType(
                NotFoundException.class,
                () -> client.chat()
                        .completions()
                        .create(asking("Hi").model("gpt-9").build()));
        assertThat(unknown.code()).contains("model_not_found");
    }

    @Test
    void fails_as_it_is_told_once_each() {
        wall.next(
                Fault.rateLimited(Duration.ofMillis(1500)),
                Fault.refused(RefusalKind.OUT_OF_QUOTA),
                Fault.refused(RefusalKind.CONTEXT_LENGTH),
                Fault.refused(RefusalKind.INTERNAL));
        var params = asking("Hi").build();

        var limited = catchThrowableOfType(
                RateLimitException.class, () -> client.chat().completions().create(params));
        assertThat(limited.headers().values("retry-after")).containsExactly("2");
        assertThat(limited.headers().values("retry-after-ms")).containsExactly("1500");
        var quota = catchThrowableOfType(
                RateLimitException.class, () -> client.chat().completions().create(params));
        assertThat(quota.code()).contains("insufficient_quota");
        var tooLong = catchThrowableOfType(
                BadRequestException.class, () -> client.chat().completions().create(params));
        assertThat(tooLong.code()).contains("context_length_exceeded");
        assertThatThrownBy(() -> client.chat().completions().create(params))
                .isInstanceOf(InternalServerException.class);
        assertThat(client.chat().completions().create(params).choices()).hasSize(1);
    }

    @Test
    void reports_an_error_within_a_stream() {
        wall.next(new Fault.ErrorInBody(2));
        var chunks = new ArrayList<ChatCompletionChunk>();

        assertThatThrownBy(() -> streamed(asking("count 5").build(), chunks))
                .isInstanceOf(OpenAIException.class)
                .hasMessageContaining("The server had an error");
        assertThat(chunks).hasSize(1 + 2);
    }
}
