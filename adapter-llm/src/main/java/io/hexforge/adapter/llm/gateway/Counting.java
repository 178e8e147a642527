package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.Usage;
import java.util.function.Supplier;

/// Completes the counts of an answer whose provider gave none, or not yet all.
///
/// @param request what was sent to the provider; asked for only when the prompt must be counted
record Counting(TokenGuess guess, Supplier<JsonNode> request) {
    static Counting of(Endpoint endpoint, Supplier<JsonNode> request) {
        return new Counting(TokenGuess.of(endpoint), request);
    }

    /// The counts of an answer that broke off, or ended uncounted.
    ///
    /// @param reported what the provider said so far
    Usage complete(Usage reported, Produced.Tokens produced) {
        long prompt = reported.prompt() > 0 ? reported.prompt() : guess.prompt(request.get());
        return new Usage(
                prompt,
                reported.cached(),
                reported.cacheWrite(),
                Math.max(reported.output(), produced.output()),
                Math.max(reported.reasoning(), produced.reasoning()));
    }

    /// {@return the answer with counts, which are the provider's if it gave any}
    ChatAnswer completed(ChatAnswer answer) {
        return answer.usage().total() > 0
                ? answer
                : new ChatAnswer(
                        answer.id(),
                        answer.model(),
                        answer.outputs(),
                        answer.finishReason(),
                        answer.stopSequence(),
                        of(answer));
    }

    /// The counts of a whole answer without any.
    Usage of(ChatAnswer answer) {
        var produced = new Produced(guess);
        for (ChatEvent event : answer.events()) {
            produced.add(event);
        }
        return complete(Usage.NONE, produced.tokens(new OpenAiEvents()));
    }
}
