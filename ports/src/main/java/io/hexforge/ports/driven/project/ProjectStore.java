package io.hexforge.ports.driven.project;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.project.Project;
import io.hexforge.domain.project.ProjectFilter;
import java.util.Optional;
import java.util.UUID;

/// Durable home of projects.
///
/// An [Actor] sees and changes the projects that it owns in its tenant; others look as if they were not
/// there.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `ProjectStoreContract`.
public interface ProjectStore {
    void add(Actor actor, Project project);

    /// Replaces a project.
    ///
    /// @param expectedVersion the version that `changed` was made from
    /// @return false, changing nothing, if the stored project is not of that version or is not there
    boolean save(Actor actor, Project changed, long expectedVersion);

    Optional<Project> find(Actor actor, UUID id);

    /// {@return the actor's projects that match, newest first}
    Page<Project> page(Actor actor, ProjectFilter filter, Page.Request request);

    long count(Actor actor, ProjectFilter filter);

    /// Removes a project with its files and all their versions.
    ///
    /// @return false if it is not there
    boolean remove(Actor actor, UUID id);
}
