package io.hexforge.ports.driven.ops;

import io.hexforge.domain.ops.BlobKey;
import java.io.InputStream;
import java.util.Optional;

/// Durable home of things too large for a database's rows.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `BlobStoreContract`.
public interface BlobStore {
    /// Stores all of `content` in place of what has the key, if anything has. Whoever reads meanwhile gets the old
    /// content or the new one, whole.
    ///
    /// @param content read to its end, not closed
    void put(BlobKey key, InputStream content);

    /// {@return the content, to be closed by the caller; what is put or deleted meanwhile does not change it}
    Optional<InputStream> find(BlobKey key);

    /// Deletes a blob, or all whose keys begin with `key` and a `/`. What is not there is no error.
    ///
    /// @return how many were deleted
    int delete(BlobKey key);
}
