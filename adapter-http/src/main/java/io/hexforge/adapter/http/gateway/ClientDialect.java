package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Problem;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A wire format that clients of the gateway speak: how it is read and how it is written. Safe for concurrent use.
interface ClientDialect {
    Dialect dialect();

    /// Reads a request: the facts at once, the canonical form when somebody asks for it.
    ///
    /// @param body UTF-8
    /// @throws io.hexforge.adapter.http.BadRequest if it is no JSON object or a fact has the wrong type
    InboundChat parse(byte[] body);

    /// {@return the headers that a provider of the same dialect must see too}
    default Set<String> relayedHeaders() {
        return Set.of();
    }

    /// {@return a whole answer, as JSON in UTF-8}
    byte[] answer(ChatAnswer answer, InboundChat chat);

    /// Begins to write a streamed answer.
    Encoder encoder(InboundChat chat);

    /// Writes the events of one answer. Not safe for concurrent use.
    interface Encoder {
        /// Writes what follows from an event, if anything. The first frames may be written late, but before the
        /// first delta.
        void encode(ChatEvent event, SseBuffer out);

        /// Writes what stands after the last event.
        ///
        /// @param costNanoUsd what the answer costs; null if that is unknown
        void end(@Nullable Long costNanoUsd, SseBuffer out);

        /// Writes what a client must see when an answer that has begun will never be whole.
        void failure(Problem problem, String requestId, SseBuffer out);
    }
}
