package io.hexforge.ports.driven.project;

import io.hexforge.domain.Actor;
import io.hexforge.domain.project.Draft;
import io.hexforge.domain.project.FilePath;
import io.hexforge.domain.project.FileVersion;
import io.hexforge.domain.project.Inventory.Decision;
import io.hexforge.domain.project.ProjectFile;
import io.hexforge.domain.project.Quota;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Durable home of the files of projects, and of their versions.
///
/// An [Actor] sees and changes the files of projects that it owns in its tenant; others look as if they
/// were not there.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `FileStoreContract`.
public interface FileStore {
    /// Changes files as [io.hexforge.domain.project.Inventory] decides: all of them, or none. Changes of
    /// one project happen one after the other. Versions that the quota has no room for are forgotten, the
    /// oldest first; the present version of a file never is.
    ///
    /// @param drafts of different paths
    /// @return empty, changing nothing, if there is no such project
    Optional<Decision> write(Actor actor, UUID projectId, List<Draft> drafts, Quota quota, Instant now);

    /// {@return the files that are not deleted, by path}
    ///
    /// @param after the id of the file after whose path the list begins; null for all
    List<FileVersion> list(Actor actor, UUID projectId, @Nullable UUID after, int limit);

    int count(Actor actor, UUID projectId);

    /// {@return the file as it is}
    ///
    /// @param version the version that is wanted instead, also of a file that is deleted; null for the
    /// present one
    Optional<ProjectFile> find(Actor actor, UUID projectId, FilePath path, @Nullable Long version);

    /// {@return the versions that are kept, newest first; also of a file that is deleted}
    List<FileVersion> versions(Actor actor, UUID projectId, FilePath path);

    /// {@return those of the files that are there and not deleted, as they are, by path}
    List<ProjectFile> read(Actor actor, UUID projectId, List<UUID> fileIds);
}
