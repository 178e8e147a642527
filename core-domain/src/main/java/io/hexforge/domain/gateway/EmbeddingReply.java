package io.hexforge.domain.gateway;

import java.util.List;

/// What came of a call for embeddings.
public sealed interface EmbeddingReply {
    /// The provider's answer in OpenAI's dialect, to be relayed as it is.
    record Relayed(byte[] body, Usage usage) implements EmbeddingReply {}

    /// One vector an input, in order.
    ///
    /// @param model as the provider calls it
    record Vectors(String model, List<float[]> vectors, Usage usage) implements EmbeddingReply {
        public Vectors {
            vectors = List.copyOf(vectors);
        }
    }

    record Refused(UpstreamFault fault) implements EmbeddingReply {}
}
