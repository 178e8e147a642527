package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatAnswerBuilder;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.ProviderKind;
import io.hexforge.domain.gateway.UnsupportedField;

/// A provider's wire format for calls that are translated. Stateless.
interface ProviderFormat {
    /// {@return the format of a provider}
    static ProviderFormat of(ProviderKind provider) {
        return switch (provider.dialect()) {
            case GEMINI -> new Gemini();
            case OLLAMA -> new Ollama();
            case OPENAI -> new OpenAi(provider.name());
            case ANTHROPIC -> new Anthropic();
            case RESPONSES, CANONICAL ->
                throw new IllegalArgumentException(provider.name() + " is not reached over the network");
        };
    }

    /// {@return where completions are asked for, below the base URL}
    String path(String model, boolean stream);

    /// {@return the request's body}
    ///
    /// @throws UnsupportedField when the format cannot express the call
    ObjectNode encode(ChatCall call, boolean stream);

    /// {@return what reads one streamed answer}
    ChatEvents events();

    /// Reads a whole answer, which in every format is an event of its own.
    ///
    /// @throws UpstreamFailure when it is none
    default ChatAnswer decode(ObjectNode answer) throws UpstreamFailure {
        ChatEvents events = events();
        var builder = new ChatAnswerBuilder();
        for (ChatEvent event : events.of(answer)) {
            builder.add(event);
        }
        if (!events.finished()) {
            throw UpstreamFailure.malformed("an answer without a finish");
        }
        return builder.build();
    }

    /// {@return whether streamed answers are lines of JSON instead of server-sent events}
    default boolean lines() {
        return false;
    }

    /// OpenAI's Chat Completions.
    record OpenAi(String provider) implements ProviderFormat {
        @Override
        public String path(String model, boolean stream) {
            return "/chat/completions";
        }

        @Override
        public ObjectNode encode(ChatCall call, boolean stream) {
            return OpenAiRequest.of(provider, call, stream);
        }

        @Override
        public ChatEvents events() {
            return new OpenAiEvents();
        }
    }

    /// Anthropic's Messages.
    record Anthropic() implements ProviderFormat {
        @Override
        public String path(String model, boolean stream) {
            return "/messages";
        }

        @Override
        public ObjectNode encode(ChatCall call, boolean stream) {
            return AnthropicRequest.of(call, stream);
        }

        @Override
        public ChatEvents events() {
            return new AnthropicEvents();
        }
    }

    /// Google's generateContent.
    record Gemini() implements ProviderFormat {
        @Override
        public String path(String model, boolean stream) {
            String id = model.startsWith("models/") ? model : "models/" + model;
            return "/" + id + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
        }

        @Override
        public ObjectNode encode(ChatCall call, boolean stream) {
            return GeminiRequest.of(Json.MAPPER, call);
        }

        @Override
        public ChatEvents events() {
            return new GeminiEvents();
        }
    }

    /// Ollama's own /api/chat.
    record Ollama() implements ProviderFormat {
        @Override
        public String path(String model, boolean stream) {
            return "/chat";
        }

        @Override
        public ObjectNode encode(ChatCall call, boolean stream) {
            return OllamaRequest.of(Json.MAPPER, call, stream);
        }

        @Override
        public ChatEvents events() {
            return new OllamaEvents();
        }

        @Override
        public boolean lines() {
            return true;
        }
    }
}
