package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.domain.gateway.Deployment.Endpoint;

/// Counts tokens where a provider did not: with OpenAI's own tokenizer for OpenAI itself, else a token for every four
/// characters of text, since nobody else's tokenizer is at hand. An image counts as much as TokenEstimate says.
enum TokenGuess {
    TOKENIZER {
        @Override
        long text(String text) {
            return TokenEstimate.of(text);
        }
    },
    CHARACTERS {
        @Override
        long text(String text) {
            return tokens(text.length());
        }
    };

    private static final int CHARACTERS_PER_TOKEN = 4;
    private static final int PER_MESSAGE = 4;
    private static final int PER_IMAGE = 765;

    static TokenGuess of(Endpoint endpoint) {
        String host = endpoint.baseUrl() == null ? null : endpoint.baseUrl().getHost();
        return host != null && host.endsWith("openai.com") ? TOKENIZER : CHARACTERS;
    }

    static long tokens(long characters) {
        return Math.ceilDiv(characters, CHARACTERS_PER_TOKEN);
    }

    abstract long text(String text);

    /// {@return how many tokens the prompt of a request has, in whatever provider's format it is}
    long prompt(JsonNode request) {
        long perMessage = this == TOKENIZER
                ? (long) PER_MESSAGE * request.path("messages").size()
                : 0;
        var text = new PromptText();
        text.add(request);
        return Math.max(1, perMessage + text(text.characters.toString()) + (long) PER_IMAGE * text.images);
    }

    /// The words of a prompt, whoever's format they stand in.
    private static final class PromptText {
        private final StringBuilder characters = new StringBuilder();
        private int images;

        void add(JsonNode request) {
            content(request.path("system"));
            content(request.path("systemInstruction"));
            request.path("messages").forEach(this::message);
            request.path("contents").forEach(this::message);
            request.path("tools").forEach(tool -> characters.append(tool));
        }

        private void message(JsonNode message) {
            content(message.path("content"));
            message.path("parts").forEach(this::content);
            message.path("tool_calls").forEach(call -> characters.append(call.path("function")));
            images += message.path("images").size();
        }

        private void content(JsonNode content) {
            if (content.isTextual()) {
                characters.append(content.textValue());
            } else if (content.isArray()) {
                content.forEach(this::content);
            } else if (content.isObject()) {
                part(content);
            }
        }

        private void part(JsonNode part) {
            if (part.has("text")) {
                content(part.get("text"));
            } else if (part.has("input")) {
                characters.append(part.get("input"));
            } else if (part.has("content") || part.has("parts")) {
                content(part.path("content"));
                content(part.path("parts"));
            } else if (part.has("image_url") || part.has("source") || part.has("inlineData") || part.has("fileData")) {
                images++;
            } else {
                characters.append(part);
            }
        }
    }
}
