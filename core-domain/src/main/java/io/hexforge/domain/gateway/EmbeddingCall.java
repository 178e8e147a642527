package io.hexforge.domain.gateway;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A client's request for embeddings, in both forms: as it came (OpenAI's dialect), and canonical.
///
/// @param model as the client wrote it; null when it named none
/// @param body as it came; null when the caller is inside this process
/// @param texts parses the inputs; throws [UnsupportedField], for instance for token arrays
/// @param dimensions wanted length of the vectors; null for the model's own
public record EmbeddingCall(
        @Nullable String model,
        @Nullable RawJson body,
        Supplier<List<String>> texts,
        @Nullable Integer dimensions) {
    /// {@return the size of what is to be embedded, which bounds its tokens}
    public long bytes() {
        return body != null
                ? body.bytes().length
                : texts.get().stream().mapToLong(text -> 4L * text.length()).sum();
    }

    public static EmbeddingCall of(@Nullable String model, List<String> texts) {
        List<String> copy = List.copyOf(texts);
        return new EmbeddingCall(model, null, () -> copy, null);
    }
}
