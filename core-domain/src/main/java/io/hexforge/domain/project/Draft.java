package io.hexforge.domain.project;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A change of one file that somebody wants.
///
/// @param newFileId used if there was no file before
/// @param content null to delete it
/// @param expectedVersion the version that it was made from; null if that does not matter
public record Draft(
        UUID newFileId,
        FilePath path,
        @Nullable Content content,
        Language language,
        @Nullable Long expectedVersion) {}
