package io.hexforge.ports.driven.identity;

/// Makes an uploaded picture safe to keep and to show: decoded and encoded anew, so that nothing but its pixels is
/// left.
///
/// **Threads:** safe for concurrent use; works on few threads of its own.
/// **Errors:** [io.hexforge.ports.driven.PortException] of kind `UNAVAILABLE` when too many wait.
public interface AvatarImages {
    /// @param upload whatever somebody sent
    Outcome normalise(byte[] upload);

    sealed interface Outcome {
        /// @param contentType `image/png` or `image/jpeg`
        record Picture(byte[] bytes, String contentType) implements Outcome {}

        /// @param reason what is wrong with it and what is accepted
        record Refused(String reason) implements Outcome {}
    }
}
