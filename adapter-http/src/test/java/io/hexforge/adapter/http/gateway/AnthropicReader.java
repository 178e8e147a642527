package io.hexforge.adapter.http.gateway;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import io.hexforge.adapter.http.Json;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.FinishReason;
import java.util.List;
import java.util.stream.Stream;

/// Anthropic's own client, before a server that answers what a test wants.
final class AnthropicReader implements AutoCloseable {
    private static final MessageCreateParams ANY_REQUEST = MessageCreateParams.builder()
            .model("m")
            .maxTokens(10)
            .addUserMessage("hello")
            .build();

    private final CannedServer server = new CannedServer();
    private final AnthropicClient client = AnthropicOkHttpClient.builder()
            .baseUrl(server.url())
            .apiKey("hf_test")
            .maxRetries(0)
            .build();

    @Override
    public void close() {
        client.close();
        server.close();
    }

    /// What the client understands of an answer that is told whole.
    Message whole(ChatAnswer answer) {
        server.answerJson(AnthropicEncoder.answer(answer, true));
        return client.messages().create(ANY_REQUEST).validate();
    }

    /// What the client understands of a stream.
    Message streamed(byte[] frames) {
        server.answerStream(frames);
        var accumulator = MessageAccumulator.create();
        try (var response = client.messages().createStreaming(ANY_REQUEST)) {
            response.stream().forEach(event -> accumulator.accumulate(event.validate()));
        }
        return accumulator.message().validate();
    }

    /// What we read when the client sends a message back as part of the conversation.
    List<Output> sentBack(Message message) {
        var request = ANY_REQUEST.toBuilder().addMessage(message).build();
        return received(request).messages().stream()
                .flatMap(turn -> turn instanceof ChatCall.Message.Assistant(List<Output> parts)
                        ? parts.stream()
                        : Stream.empty())
                .toList();
    }

    /// What we read when the client sends a request.
    ChatCall received(MessageCreateParams request) {
        server.answerJson(AnthropicEncoder.answer(SampleAnswers.of(FinishReason.STOP), true));
        client.messages().create(request);
        return AnthropicRequest.parse(Json.value(server.received()));
    }
}
