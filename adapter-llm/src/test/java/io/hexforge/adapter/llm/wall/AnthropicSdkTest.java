package io.hexforge.adapter.llm.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.models.ModelInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Anthropic's own client talks to the wall, after the examples of its documentation.
class AnthropicSdkTest {
    private final Wall wall = Wall.start();
    private final AnthropicClient client = client(Wall.KEY);

    private AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(wall.url().toString())
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

    private static MessageCreateParams.Builder asking(String text) {
        return MessageCreateParams.builder()
                .model("claude-sonnet-4-5")
                .maxTokens(4096)
                .addUserMessage(text);
    }

    private static Tool weather() {
        var location = Map.of("type", "string", "description", "The city and state, e.g. San Francisco, CA");
        return Tool.builder()
                .name("get_weather")
                .description("Get the current weather in a given location")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("location", JsonValue.from(location))
                                .build())
                        .required(List.of("location"))
                        .build())
                .build();
    }

    private Message streamed(MessageCreateParams params, List<RawMessageStreamEvent> events) {
        var whole = MessageAccumulator.create();
        try (var stream = client.messages().createStreaming(params)) {
            stream.stream().map(whole::accumulate).forEach(events::add);
        }
        return whole.message().validate();
    }

    /// The same message, whole and put together from events.
    private List<Message> bothWays(MessageCreateParams params) {
        return List.of(client.messages().create(params).validate(), streamed(params, new ArrayList<>()));
    }

    @Test
    void gets_an_answer_that_repeats_the_question_whole_and_in_events() {
        var params = asking("Hello, Claude 🎉 wörld").system("You are a poet.").build();

        assertThat(bothWays(params)).allSatisfy(message -> {
            assertThat(message.content()).hasSize(1);
            assertThat(message.content().getFirst().asText().text()).isEqualTo("Hello, Claude 🎉 wörld");
            assertThat(message.stopReason()).contains(StopReason.END_TURN);
            assertThat(message.usage().outputTokens()).isEqualTo(4);
            assertThat(message.usage().inputTokens()).isPositive();
        });
    }

    @Test
    void makes_parallel_tool_calls_and_answers_from_their_results() {
        var asked = asking("call get_weather {\"location\": \"Paris\"}\ncall get_weather {\"location\": \"Rome\"}")
                .addTool(weather());

        for (Message message : bothWays(asked.build())) {
            assertThat(message.stopReason()).contains(StopReason.TOOL_USE);
            assertThat(message.content())
                    .extracting(block -> block.asToolUse()._input().toString())
                    .containsExactly("{location=Paris}", "{location=Rome}");
        }

        Message message = client.messages().create(asked.build());
        var results = message.content().stream()
                .map(block -> ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                        .toolUseId(block.asToolUse().id())
                        .content("15 degrees")
                        .build()))
                .toList();
        Message answer = client.messages()
                .create(asked.addMessage(message)
                        .addUserMessageOfContentBlockParams(results)
                        .build());
        assertThat(answer.content().getFirst().asText().text()).isEqualTo("The tools answered: 15 degrees; 15 degrees");
    }

    @Test
    void calls_a_tool_when_it_must() {
        var params = asking("What is the weather?")
                .addTool(weather())
                .toolChoice(ToolChoiceAny.builder().build())
                .build();

        assertThat(bothWays(params))
                .allSatisfy(message -> assertThat(message.content()
                                .getFirst()
                                .asToolUse()
                                ._input()
                                .toString())
                        .isEqualTo("{location=text}"));
    }

    @Test
    void thinks_with_a_signature_that_it_wants_back() {
        var params = asking("Are there an infinite number of primes?").enabledThinking(1024);

        assertThat(bothWays(params.build())).allSatisfy(message -> {
            var thinking = message.content().getFirst().asThinking();
            assertThat(thinking.thinking()).isEqualTo("Let me think about this.");
            assertThat(thinking.signature()).isEqualTo(AnthropicWriter.SIGNATURE);
            assertThat(message.content().getLast().asText().text()).endsWith("primes?");
            assertThat(message.usage().outputTokens()).isEqualTo(5 + 7);
        });

        var message = client.messages().create(params.build());
        var followUp =
                params.addMessage(message).addUserMessage("Are you sure?").build();
        assertThat(client.messages()
                        .create(followUp)
                        .content()
                        .getLast()
                        .asText()
                        .text())
                .isEqualTo("Are you sure?");
    }

    @Test
    void counts_what_the_cache_held_and_took() {
        var system = TextBlockParam.builder()
                .text("x".repeat(8000))
                .cacheControl(CacheControlEphemeral.builder().build())
                .build();
        var question = TextBlockParam.builder()
                .text("y".repeat(400))
                .cacheControl(CacheControlEphemeral.builder().build())
                .build();
        var params = MessageCreateParams.builder()
                .model("claude-haiku-4-5")
                .maxTokens(10)
                .systemOfTextBlockParams(List.of(system))
                .addUserMessageOfContentBlockParams(List.of(ContentBlockParam.ofText(question)))
                .build();

        assertThat(bothWays(params)).allSatisfy(message -> {
            assertThat(message.usage().cacheReadInputTokens()).contains(2000L);
            assertThat(message.usage().cacheCreationInputTokens()).contains(100L);
            assertThat(message.usage().inputTokens()).isZero();
            assertThat(message.stopReason()).contains(StopReason.MAX_TOKENS);
        });
        assertThat(wall.log().last().promptTokens()).isEqualTo(2100);
        assertThat(wall.log().last().cachedTokens()).isEqualTo(2000);
        assertThat(wall.log().last().cacheWriteTokens()).isEqualTo(100);
    }

    @Test
    void describes_images() {
        var image = ImageBlockParam.builder()
                .source(Base64ImageSource.builder()
                        .mediaType(Base64ImageSource.MediaType.IMAGE_JPEG)
                        .data("AAECAw==")
                        .build())
                .build();
        var text = TextBlockParam.builder().text("Describe this image.").build();
        var params = MessageCreateParams.builder()
                .model("claude-opus-4-1")
                .maxTokens(1024)
                .addUserMessageOfContentBlockParams(
                        List.of(ContentBlockParam.ofImage(image), ContentBlockParam.ofText(text)))
                .build();

        assertThat(client.messages()
                        .create(params)
                        .content()
                        .getFirst()
                        .asText()
                        .text())
                .isEqualTo("Describe this image. [image/jpeg, 4 bytes]");
    }

    @Test
    void stops_at_a_stop_sequence() {
        var params = asking("one two STOP three").addStopSequence("STOP").build();

        assertThat(bothWays(params)).allSatisfy(message -> {
            assertThat(message.content().getFirst().asText().text()).isEqualTo("one two ");
            assertThat(message.stopReason()).contains(StopReason.STOP_SEQUENCE);
            assertThat(message.stopSequence()).contains("STOP");
        });
    }

    @Test
    void counts_tokens_and_lists_models() {
        var count = client.messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model("claude-sonnet-4-5")
                        .system("You are a scientist")
                        .addUserMessage("Hello, Claude")
                        .build());

        assertThat(count.validate().inputTokens()).isEqualTo(8);
        assertThat(client.models().list().data()).extracting(ModelInfo::id).contains("claude-sonnet-4-5");
        assertThat(client.models().retrieve("claude-haiku-4-5").displayName()).isEqualTo("claude-haiku-4-5");
    }

    @Test
    void refuses_strangers_unknown_models_and_unknown_fields() {
        var stranger = client("sk-ant-stolen");
        var unauthorized = catchThrowableOfType(
                UnauthorizedException.class,
                () -> stranger.messages().create(asking("Hi").build()));
        stranger.close();
        assertThat(unauthorized.type()).contains(ErrorType.AUTHENTICATION_ERROR);
        assertThat(unauthorized.requestId()).isPresent();

        assertThatThrownBy(() ->
                        client.messages().create(asking("Hi").model("claude-9").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("model: claude-9");
        assertThatThrownBy(() -> client.messages()
                        .create(asking("Hi")
                                .putAdditionalBodyProperty("frequency_penalty", JsonValue.from(1))
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("frequency_penalty: Extra inputs are not permitted");
    }

    @Test
    void refuses_what_anthropic_refuses() {
        var twice = asking("Hi").addUserMessage("Are you there?").build();
        var warm = asking("Hi")
                .putAdditionalBodyProperty("temperature", JsonValue.from(0.5))
                .build();
        var littleBudget = asking("Hi").maxTokens(1024).enabledThinking(1024).build();
        var orphan = asking("Hi")
                .addTool(weather())
                .addAssistantMessage("Yes?")
                .addUserMessageOfContentBlockParams(
                        List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                .toolUseId("toolu_0")
                                .content("15 degrees")
                                .build())))
                .build();

        assertRefused(twice, "roles must alternate");
        assertRefused(warm, "temperature: Extra inputs are not permitted");
        assertRefused(littleBudget, "`max_tokens` must be greater than `thinking.budget_tokens`");
        assertRefused(orphan, "unexpected `tool_use_id` found in `tool_result` blocks: toolu_0");
    }

    @Test
    void lets_older_clients_set_the_temperature() {
        var params = asking("Hi")
                .putAdditionalHeader("anthropic-version", "2023-06-01")
                .putAdditionalBodyProperty("temperature", JsonValue.from(0.5));

        assertThat(client.messages().create(params.build()).stopReason()).contains(StopReason.END_TURN);
        assertRefused(
                params.putAdditionalBodyProperty("temperature", JsonValue.from(1.5))
                        .build(),
                "range: 0..1");
    }

    private void assertRefused(MessageCreateParams params, String why) {
        assertThatThrownBy(() -> client.messages().create(params))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining(why);
    }

    @Test
    void fails_as_it_is_told() {
        wall.next(
                Fault.rateLimited(Duration.ofSeconds(7)),
                Fault.refused(RefusalKind.OVERLOADED),
                new Fault.ErrorInBody(2));
        var params = asking("count 5").build();

        var limited = catchThrowableOfType(
                RateLimitException.class, () -> client.messages().create(params));
        assertThat(limited.headers().values("retry-after")).containsExactly("7");
        var overloaded = catchThrowableOfType(
                AnthropicServiceException.class, () -> client.messages().create(params));
        assertThat(overloaded.statusCode()).isEqualTo(529);
        assertThat(overloaded.type()).contains(ErrorType.OVERLOADED_ERROR);
        var events = new ArrayList<RawMessageStreamEvent>();
        assertThatThrownBy(() -> streamed(params, events))
                .isInstanceOf(AnthropicException.class)
                .hasMessageContaining("Overloaded");
        assertThat(events).hasSizeBetween(4, 5);
    }
}
