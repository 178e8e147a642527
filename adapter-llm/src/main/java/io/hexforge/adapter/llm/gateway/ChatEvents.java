package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.domain.gateway.ChatEvent;
import java.util.List;

/// Reads one answer in a provider's format, event by event. Not safe for concurrent use; one instance an answer.
interface ChatEvents {
    /// {@return what the provider's next event means}
    ///
    /// @throws UpstreamFailure when it makes no sense, or tells of an error
    List<ChatEvent> of(JsonNode event) throws UpstreamFailure;

    /// {@return whether the provider said why it stopped, so that the answer is whole}
    boolean finished();

    /// {@return whether the provider said that nothing follows}
    default boolean ended() {
        return false;
    }
}
