package io.hexforge.adapter.llm.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.ImmutableMap;
import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.Content;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCallingConfig;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.ListModelsConfig;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import com.google.genai.types.ToolConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Google's own client talks to the wall, after the examples of its documentation.
class GeminiSdkTest {
    private static final String MODEL = "gemini-2.5-flash";

    private final Wall wall = Wall.start();
    private final Client client = client(Wall.KEY);

    private Client client(String key) {
        return Client.builder()
                .apiKey(key)
                .httpOptions(HttpOptions.builder()
                        .baseUrl(wall.url().toString())
                        .retryOptions(HttpRetryOptions.builder().attempts(1).build())
                        .timeout(20_000)
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        wall.close();
    }

    private static Content user(Part... parts) {
        return Content.fromParts(parts).toBuilder().role("user").build();
    }

    private static GenerateContentConfig.Builder plain() {
        return GenerateContentConfig.builder();
    }

    private static GenerateContentConfig.Builder withWeather() {
        var location = Schema.builder()
                .type("STRING")
                .description("The city and state, e.g. San Francisco, CA")
                .build();
        return plain().tools(Tool.builder()
                .functionDeclarations(FunctionDeclaration.builder()
                        .name("get_weather")
                        .description("Gets the weather for a requested city.")
                        .parameters(Schema.builder()
                                .type("OBJECT")
                                .properties(ImmutableMap.of("location", location))
                                .required("location")
                                .build())
                        .build())
                .build());
    }

    private List<GenerateContentResponse> streamed(String model, List<Content> contents, GenerateContentConfig config) {
        var chunks = new ArrayList<GenerateContentResponse>();
        try (var stream = client.models.generateContentStream(model, contents, config)) {
            stream.forEach(chunks::add);
        }
        return chunks;
    }

    @Test
    void gets_an_answer_that_repeats_the_question_whole_and_in_chunks() {
        var config = plain().systemInstruction(Content.fromParts(Part.fromText("You are a cat. Your name is Neko.")))
                .temperature(0.1f)
                .build();

        var whole = client.models.generateContent(MODEL, "Hello, wörld 🎉", config);
        var chunks = streamed(MODEL, List.of(user(Part.fromText("Hello, wörld 🎉"))), config);

        assertThat(whole.text()).isEqualTo("Hello, wörld 🎉");
        assertThat(whole.finishReason().knownEnum()).isEqualTo(FinishReason.Known.STOP);
        assertThat(chunks.stream().map(GenerateContentResponse::text)).containsExactly("Hello,", " wörld", " 🎉", "");
        for (var answer : List.of(whole, chunks.getLast())) {
            var usage = answer.usageMetadata().orElseThrow();
            assertThat(usage.candidatesTokenCount()).contains(3);
            assertThat(usage.promptTokenCount()).contains(12);
            assertThat(usage.totalTokenCount()).contains(15);
        }
    }

    @Test
    void makes_parallel_calls_and_answers_from_their_results() {
        var question = user(Part.fromText("""
                call get_weather {"location": "Paris"}
                call get_weather {"location": "Rome"}"""));

        var whole = client.models.generateContent(
                MODEL, List.of(question), withWeather().build());
        var chunks = streamed(MODEL, List.of(question), withWeather().build());

        assertThat(whole.functionCalls())
                .extracting(call -> call.args().orElseThrow().get("location"))
                .containsExactly("Paris", "Rome");
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.parts().stream())
                        .flatMap(part -> part.functionCall().stream()))
                .isEqualTo(whole.functionCalls());

        var called = whole.candidates().orElseThrow().getFirst().content().orElseThrow();
        var responses = user(
                Part.fromFunctionResponse("get_weather", ImmutableMap.of("result", "15 degrees")),
                Part.fromFunctionResponse("get_weather", ImmutableMap.of("temperature", 21)));
        var answer = client.models.generateContent(
                MODEL, List.of(question, called, responses), withWeather().build());
        assertThat(answer.text()).isEqualTo("The tools answered: 15 degrees; {\"temperature\":21}");

        var half =
                List.of(question, called, user(responses.parts().orElseThrow().getFirst()));
        assertThatThrownBy(() ->
                        client.models.generateContent(MODEL, half, withWeather().build()))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("number of function response parts is equal");
    }

    @Test
    void calls_a_function_when_it_must() {
        var config = withWeather()
                .toolConfig(ToolConfig.builder()
                        .functionCallingConfig(FunctionCallingConfig.builder()
                                .mode("ANY")
                                .allowedFunctionNames("get_weather")
                                .build())
                        .build())
                .build();

        var answer = client.models.generateContent(MODEL, "How is the weather?", config);

        assertThat(answer.functionCalls().getFirst().args().orElseThrow().get("location"))
                .isEqualTo("text");
    }

    @Test
    void thinks_aloud_when_thoughts_are_asked_for() {
        var config = plain().thinkingConfig(
                        ThinkingConfig.builder().includeThoughts(true).thinkingBudget(1024))
                .build();

        var whole = client.models.generateContent(MODEL, "Why?", config);
        var chunks = streamed(MODEL, List.of(user(Part.fromText("Why?"))), config);

        assertThat(whole.parts()).hasSize(2);
        assertThat(whole.parts().getFirst().thought()).contains(true);
        assertThat(whole.parts().getFirst().text()).contains("Let me think about this.");
        assertThat(whole.text()).isEqualTo("Why?");
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.parts().stream())
                        .filter(part -> part.thought().orElse(false)))
                .hasSize(5);
        assertThat(chunks.getLast().usageMetadata().orElseThrow().thoughtsTokenCount())
                .contains(5);
    }

    @Test
    void wants_its_signature_back_in_the_third_generation() {
        String model = "gemini-3-pro-preview";
        var question = user(Part.fromText("call get_weather {\"location\": \"Paris\"}"));
        var config = withWeather().build();
        var called = client.models
                .generateContent(model, List.of(question), config)
                .candidates()
                .orElseThrow()
                .getFirst()
                .content()
                .orElseThrow();
        var response = user(Part.fromFunctionResponse("get_weather", ImmutableMap.of("result", "15 degrees")));

        assertThat(client.models
                        .generateContent(model, List.of(question, called, response), config)
                        .text())
                .isEqualTo("The tools answered: 15 degrees");
        var unsigned = Content.fromParts(Part.fromFunctionCall("get_weather", ImmutableMap.of())).toBuilder()
                .role("model")
                .build();
        assertThatThrownBy(() -> client.models.generateContent(model, List.of(question, unsigned, response), config))
                .hasMessageContaining("is missing a `thought_signature`");
    }

    @Test
    void answers_in_the_shape_of_a_schema() {
        var person = Schema.builder()
                .type("OBJECT")
                .properties(ImmutableMap.of(
                        "name", Schema.builder().type("STRING").build(),
                        "age", Schema.builder().type("INTEGER").build()))
                .required("name", "age")
                .build();
        var config = plain().responseMimeType("application/json")
                .responseSchema(person)
                .build();

        assertThat(client.models.generateContent(MODEL, "Who?", config).text())
                .isEqualTo("{\"name\":\"text\",\"age\":0}");
    }

    @Test
    void describes_images_and_stops_at_the_limit() {
        var content = user(Part.fromBytes(new byte[] {1, 2, 3, 4}, "image/png"), Part.fromText("What is this?"));

        var answer = client.models.generateContent(MODEL, List.of(content), plain().build());
        var cut = client.models.generateContent(
                MODEL, "count 10", plain().maxOutputTokens(4).build());

        assertThat(answer.text()).isEqualTo("What is this? [image/png, 4 bytes]");
        assertThat(cut.text()).isEqualTo("1 2 3 4 ");
        assertThat(cut.finishReason().knownEnum()).isEqualTo(FinishReason.Known.MAX_TOKENS);
    }

    @Test
    void counts_embeds_and_lists() {
        var tokens = client.models.countTokens(MODEL, "What is your name?", null);
        var vectors = client.models.embedContent(
                "gemini-embedding-001",
                List.of("why is the sky blue?", "What is your age?"),
                EmbedContentConfig.builder().outputDimensionality(10).build());

        assertThat(tokens.totalTokens()).contains(5);
        assertThat(vectors.embeddings().orElseThrow())
                .hasSize(2)
                .allSatisfy(vector -> assertThat(vector.values().orElseThrow()).hasSize(10));
        var names = new ArrayList<String>();
        client.models
                .list(ListModelsConfig.builder().build())
                .forEach(model -> names.add(model.name().orElseThrow()));
        assertThat(names).contains("models/gemini-2.5-flash", "models/gemini-embedding-001");
        assertThat(client.models.get(MODEL, null).inputTokenLimit()).contains(1_048_576);
    }

    @Test
    void refuses_strangers_and_unknown_models() {
        var stranger = client("AIza-stolen");
        var unauthorized = catchThrowableOfType(
                ClientException.class, () -> stranger.models.generateContent(MODEL, "Hi", plain().build()));
        stranger.close();
        assertThat(unauthorized.code()).isEqualTo(400);
        assertThat(unauthorized.message()).contains("API key not valid");

        var unknown = catchThrowableOfType(
                ClientException.class, () -> client.models.generateContent("gemini-9", "Hi", plain().build()));
        assertThat(unknown.code()).isEqualTo(404);
        assertThat(unknown.status()).isEqualTo("NOT_FOUND");
    }

    @Test
    void fails_as_it_is_told() {
        wall.next(
                Fault.rateLimited(Duration.ofSeconds(2)),
                Fault.refused(RefusalKind.OVERLOADED),
                Fault.refused(RefusalKind.CONTENT_FILTER),
                new Fault.ErrorInBody(2));

        var limited = catchThrowableOfType(
                ClientException.class, () -> client.models.generateContent(MODEL, "Hi", plain().build()));
        assertThat(limited.status()).isEqualTo("RESOURCE_EXHAUSTED");
        assertThatThrownBy(() -> client.models.generateContent(MODEL, "Hi", plain().build()))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("overloaded");
        var blocked = client.models.generateContent(MODEL, "Hi", plain().build());
        assertThat(blocked.promptFeedback().orElseThrow().blockReason()).isPresent();
        assertThat(blocked.candidates()).isEmpty();
        assertThatThrownBy(() -> streamed(MODEL, List.of(user(Part.fromText("count 5"))), plain().build()))
                .isInstanceOf(ApiException.class);
    }
}
