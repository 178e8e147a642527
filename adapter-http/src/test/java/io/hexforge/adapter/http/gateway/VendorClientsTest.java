package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.SseException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputMessage;
import com.openai.models.responses.ResponseStatus;
import io.hexforge.adapter.http.ScriptedUpstream.Parts;
import io.hexforge.adapter.http.TestServer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.ports.inprocess.gateway.FunctionModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The vendors' own clients, talking to a whole server with a model behind it that looks at the weather.
class VendorClientsTest {
    private static final String MODEL = "openai/gpt-test";
    private static final FunctionModel WEATHER = new FunctionModel("gpt-test", VendorClientsTest::weather);
    private static final Deployment DEPLOYMENT = new Deployment(
            new Deployment.Endpoint(
                    ProviderCatalogue.find("openai").orElseThrow(), "test", null, null, ProviderSettings.NONE, true),
            "gpt-test");

    private final TestServer server = new TestServer();
    private final AnthropicClient anthropic = AnthropicOkHttpClient.builder()
            .baseUrl("http://127.0.0.1:" + server.port())
            .apiKey(server.key())
            .maxRetries(0)
            .build();
    private final OpenAIClient openAi = OpenAIOkHttpClient.builder()
            .baseUrl("http://127.0.0.1:" + server.port() + "/v1")
            .apiKey(server.key())
            .maxRetries(0)
            .build();

    /// Says what the tool told it, once it has asked the tool, if it has one.
    private static List<Output> weather(ChatCall call) {
        if (call.messages().getLast() instanceof ChatCall.Message.ToolResult(var id, List<Part> parts, var error)) {
            return List.of(new Output.Text("It is " + ((Part.Text) parts.getFirst()).text() + " in Zürich."));
        }
        return call.tools().isEmpty()
                ? List.of(new Output.Text("I cannot look outside: ☁."))
                : List.of(
                        new Output.Thinking("I should look outside.", "proof"),
                        new Output.ToolCall("call-1", "look", "{\"city\":\"Zürich\"}"));
    }

    @BeforeEach
    void start() {
        server.upstream()
                .chats((call, cancellation) -> WEATHER.complete(DEPLOYMENT, call, Timers.DEFAULT, cancellation));
    }

    @AfterEach
    void stop() {
        anthropic.close();
        openAi.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_message_is_answered(boolean streamed) {
        Message message = ask(messageRequest().build(), streamed);

        assertThat(message.content().getFirst().asText().text()).isEqualTo("I cannot look outside: ☁.");
        assertThat(message.stopReason()).hasValue(StopReason.END_TURN);
        assertThat(message.model().asString()).isEqualTo("gpt-test");
        assertThat(message.usage().outputTokens()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_message_calls_a_tool_and_hears_of_its_result(boolean streamed) {
        var request = messageRequest()
                .addTool(Tool.builder()
                        .name("look")
                        .inputSchema(Tool.InputSchema.builder().build())
                        .build());

        Message call = ask(request.build(), streamed);
        assertThat(call.stopReason()).hasValue(StopReason.TOOL_USE);
        assertThat(call.content().getFirst().asThinking().signature()).isEqualTo("proof");
        var use = call.content().getLast().asToolUse();
        assertThat(use.name()).isEqualTo("look");
        assertThat(use._input()).isEqualTo(com.anthropic.core.JsonValue.from(java.util.Map.of("city", "Zürich")));

        Message answer = ask(
                request.addMessage(call)
                        .addUserMessageOfContentBlockParams(
                                List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                        .toolUseId(use.id())
                                        .content("sunny")
                                        .build())))
                        .build(),
                streamed);
        assertThat(answer.content().getFirst().asText().text()).isEqualTo("It is sunny in Zürich.");
    }

    @Test
    void tokens_of_a_message_are_counted() {
        var count = anthropic
                .messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model(MODEL)
                        .addUserMessage("hello")
                        .build());

        assertThat(count.inputTokens()).isEqualTo(7);
    }

    @Test
    void an_anthropic_provider_is_relayed_byte_for_byte() throws Exception {
        String body = "{ \"type\":\"message\",  \"odd\": [1.0, 2e3] }";
        server.upstream().chats(new ChatReply.Relayed(body.getBytes(StandardCharsets.UTF_8), Usage.NONE));

        var response = server.post(
                "/v1/messages",
                "{\"model\":\"openai/gpt-test\",\"max_tokens\":9,\"mcp_servers\":[1],\"messages\":[{\"role\":\"user\"}]}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.headers().firstValue("x-hexforge-provider")).hasValue("openai");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_message_that_cannot_be_honoured_is_refused_in_anthropics_words(boolean streamed) {
        var request = messageRequest().container("c-1").build();

        assertThatThrownBy(() -> ask(request, streamed))
                .isInstanceOfSatisfying(
                        com.anthropic.errors.BadRequestException.class,
                        refused -> assertThat(refused.body().toString())
                                .contains("invalid_request_error", "container", "request_id"));
    }

    @Test
    void a_message_to_a_provider_that_is_not_there_is_not_found() {
        var request = messageRequest().model("groq/llama").build();

        assertThatThrownBy(() -> ask(request, false)).isInstanceOf(com.anthropic.errors.NotFoundException.class);
    }

    @Test
    void a_message_with_a_wrong_key_is_not_answered() {
        var stranger = AnthropicOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + server.port())
                .apiKey("hf_wrong")
                .maxRetries(0)
                .build();
        var request = messageRequest().build();

        assertThatThrownBy(() -> stranger.messages().create(request))
                .isInstanceOf(com.anthropic.errors.UnauthorizedException.class);
        stranger.close();
    }

    @Test
    void a_fault_before_the_first_word_is_a_status_and_after_it_an_event() {
        var overloaded = new ReplyPart.Failed(UpstreamFault.of(Kind.OVERLOADED, "too busy"), Usage.NONE);
        var started = new ReplyPart.Event(new ChatEvent.Started("1", "m"));
        var word = new ReplyPart.Event(new ChatEvent.TextDelta("half an ans"));
        var request = messageRequest().build();

        server.upstream().chats(new ChatReply.Streaming(new Parts(List.of(started, overloaded), true)));
        assertThatThrownBy(() -> ask(request, true))
                .isInstanceOfSatisfying(
                        com.anthropic.errors.AnthropicServiceException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(529));

        server.upstream().chats(new ChatReply.Streaming(new Parts(List.of(started, word, overloaded), false)));
        assertThatThrownBy(() -> ask(request, true))
                .isInstanceOf(SseException.class)
                .hasMessageContaining("overloaded_error");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_response_is_answered(boolean streamed) {
        Response response = ask(responseRequest().build(), streamed);

        assertThat(text(response)).isEqualTo("I cannot look outside: ☁.");
        assertThat(response.status()).hasValue(ResponseStatus.COMPLETED);
        assertThat(response.usage().orElseThrow().outputTokens()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_response_calls_a_function_and_hears_of_its_result(boolean streamed) {
        var request = responseRequest()
                .addTool(FunctionTool.builder()
                        .name("look")
                        .strict(false)
                        .parameters(FunctionTool.Parameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .build())
                        .build());

        Response response = ask(request.build(), streamed);
        assertThat(response.output()).hasSize(2);
        var reasoning = response.output().getFirst().asReasoning();
        var call = response.output().getLast().asFunctionCall();
        assertThat(call.arguments()).isEqualTo("{\"city\":\"Zürich\"}");

        Response answer = ask(
                request.inputOfResponse(List.of(
                                ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                                        .role(EasyInputMessage.Role.USER)
                                        .content("how is the weather?")
                                        .build()),
                                ResponseInputItem.ofReasoning(reasoning),
                                ResponseInputItem.ofFunctionCall(call),
                                ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                                        .callId(call.callId())
                                        .output("sunny")
                                        .build())))
                        .build(),
                streamed);
        assertThat(text(answer)).isEqualTo("It is sunny in Zürich.");
    }

    @Test
    void a_response_that_would_be_stored_is_refused_in_openais_words() {
        var request = responseRequest().store(true).build();

        assertThatThrownBy(() -> ask(request, false))
                .isInstanceOfSatisfying(
                        com.openai.errors.BadRequestException.class,
                        refused -> assertThat(refused.param()).hasValue("store"));
    }

    @Test
    void a_response_that_breaks_off_has_failed() {
        server.upstream()
                .chats(new ChatReply.Streaming(new Parts(
                        List.of(
                                new ReplyPart.Event(new ChatEvent.Started("1", "m")),
                                new ReplyPart.Event(new ChatEvent.TextDelta("half an ans")),
                                new ReplyPart.Failed(UpstreamFault.of(Kind.TRUNCATED, "it broke off"), Usage.NONE)),
                        false)));

        Response response = ask(responseRequest().build(), true);

        assertThat(response.status()).hasValue(ResponseStatus.FAILED);
        assertThat(response.error().orElseThrow().message()).isEqualTo("it broke off");
    }

    private static MessageCreateParams.Builder messageRequest() {
        return MessageCreateParams.builder().model(MODEL).maxTokens(100).addUserMessage("how is the weather?");
    }

    private static ResponseCreateParams.Builder responseRequest() {
        return ResponseCreateParams.builder().model(MODEL).input("how is the weather?");
    }

    private Message ask(MessageCreateParams request, boolean streamed) {
        if (!streamed) {
            return anthropic.messages().create(request).validate();
        }
        var accumulator = MessageAccumulator.create();
        try (var response = anthropic.messages().createStreaming(request)) {
            response.stream().forEach(event -> accumulator.accumulate(event.validate()));
        }
        return accumulator.message().validate();
    }

    private Response ask(ResponseCreateParams request, boolean streamed) {
        if (!streamed) {
            return openAi.responses().create(request).validate();
        }
        var accumulator = ResponseAccumulator.createWithSnapshots();
        try (var response = openAi.responses().createStreaming(request)) {
            response.stream().forEach(event -> accumulator.accumulate(event.validate()));
        }
        return accumulator.response().validate();
    }

    private static String text(Response response) {
        ResponseOutputMessage message = response.output().getLast().asMessage();
        return message.content().getFirst().asOutputText().text();
    }
}
