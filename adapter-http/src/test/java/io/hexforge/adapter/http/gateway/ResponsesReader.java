package io.hexforge.adapter.http.gateway;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStreamEvent;
import io.hexforge.adapter.http.Json;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.FinishReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// OpenAI's own client of the Responses format, before a server that answers what a test wants.
final class ResponsesReader implements AutoCloseable {
    static final ResponsesDialect DIALECT =
            new ResponsesDialect(InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z")));
    private static final ResponseCreateParams ANY_REQUEST =
            ResponseCreateParams.builder().model("m").input("hello").build();

    private final CannedServer server = new CannedServer();
    private final OpenAIClient client = OpenAIOkHttpClient.builder()
            .baseUrl(server.url())
            .apiKey("hf_test")
            .maxRetries(0)
            .build();

    @Override
    public void close() {
        client.close();
        server.close();
    }

    static ClientDialect.Encoder encoder() {
        return DIALECT.encoder(DIALECT.parse("{\"input\":\"hello\"}".getBytes(StandardCharsets.UTF_8)));
    }

    /// What the client understands of an answer that is told whole.
    Response whole(ChatAnswer answer) {
        return whole(answer, ANY_REQUEST);
    }

    /// What the client understands of the whole answer to a request.
    Response whole(ChatAnswer answer, ResponseCreateParams request) {
        var inbound = DIALECT.parse(sent(request));
        server.answerJson(DIALECT.answer(answer, inbound));
        return client.responses().create(request).validate();
    }

    /// What the client understands of a stream, put together from its deltas as well as from its last event.
    Response streamed(byte[] frames) {
        return streamed(frames, event -> {});
    }

    Response streamed(byte[] frames, Consumer<ResponseStreamEvent> listener) {
        server.answerStream(frames);
        var accumulator = ResponseAccumulator.createWithSnapshots();
        try (var response = client.responses().createStreaming(ANY_REQUEST)) {
            response.stream().forEach(event -> {
                accumulator.accumulate(event.validate());
                listener.accept(event);
            });
        }
        return accumulator.response().validate();
    }

    /// What we read when the client sends the output back as part of its next input.
    List<Output> sentBack(Response response) {
        var input = response.output().stream().map(ResponsesReader::inputItem).toList();
        var items = Stream.concat(
                        Stream.of(ResponseInputItem.ofMessage(ResponseInputItem.Message.builder()
                                .role(ResponseInputItem.Message.Role.USER)
                                .addInputTextContent("hello")
                                .build())),
                        input.stream())
                .toList();
        return received(ANY_REQUEST.toBuilder().inputOfResponse(items).build()).messages().stream()
                .flatMap(turn -> turn instanceof ChatCall.Message.Assistant(List<Output> parts)
                        ? parts.stream()
                        : Stream.empty())
                .toList();
    }

    /// What we read when the client sends a request.
    ChatCall received(ResponseCreateParams request) {
        return ResponsesRequest.parse(Json.value(sent(request)));
    }

    private byte[] sent(ResponseCreateParams request) {
        var anything = DIALECT.parse("{\"input\":\"hello\"}".getBytes(StandardCharsets.UTF_8));
        server.answerJson(DIALECT.answer(SampleAnswers.of(FinishReason.STOP), anything));
        client.responses().create(request);
        return server.received();
    }

    private static ResponseInputItem inputItem(ResponseOutputItem item) {
        if (item.isMessage()) {
            return ResponseInputItem.ofResponseOutputMessage(item.asMessage());
        }
        return item.isReasoning()
                ? ResponseInputItem.ofReasoning(item.asReasoning())
                : ResponseInputItem.ofFunctionCall(item.asFunctionCall());
    }
}
