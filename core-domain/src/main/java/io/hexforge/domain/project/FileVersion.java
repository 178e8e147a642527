package io.hexforge.domain.project;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// A file as it was, or is, at one time; without its content.
///
/// @param fileId the same for all versions
/// @param version counts the changes of the file, from 1
/// @param deleted whether this is the end of the file; it can be restored
/// @param size in bytes; 0 of a deleted one
/// @param sha see [Content#sha]; empty of a deleted one
/// @param authorId who wrote it
public record FileVersion(
        UUID fileId,
        UUID projectId,
        FilePath path,
        long version,
        boolean deleted,
        Language language,
        int size,
        String sha,
        UUID authorId,
        Instant createdAt) {
    public FileVersion {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
    }
}
