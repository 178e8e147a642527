package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.Problem;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.Usage;

/// Tells one answer in a client's dialect, as a stream or whole. Has state: one for each answer, used by one thread
/// at a time.
interface AnswerEncoder {
    /// Tells the next event.
    ///
    /// @return whole frames; empty while there is nothing that the client could see, so that the answer can
    ///     still fail with a status of its own
    byte[] event(ChatEvent event);

    /// Ends an answer that is whole.
    ///
    /// @return the frames that close the stream
    byte[] end(Usage usage);

    /// Ends an answer that will never be whole, after frames have been sent.
    ///
    /// @return the frames that say so
    byte[] failed(Problem problem, Usage usage);

    /// {@return the body of an answer that is not streamed: JSON in UTF-8}
    byte[] whole(ChatAnswer answer);
}
