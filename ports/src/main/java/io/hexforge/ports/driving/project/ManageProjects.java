package io.hexforge.ports.driving.project;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Page;
import io.hexforge.domain.Violation;
import io.hexforge.domain.project.Project;
import io.hexforge.domain.project.Project.Change;
import io.hexforge.domain.project.ProjectFilter;
import io.hexforge.domain.project.ProjectMode;
import io.hexforge.domain.project.ProjectStatus;
import io.hexforge.ports.driven.project.ProjectStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes, lists, changes, archives and removes projects. Stateless; safe for concurrent use.
public final class ManageProjects {
    private final ProjectStore projects;
    private final Ids ids;

    public ManageProjects(ProjectStore projects, Ids ids) {
        this.projects = projects;
        this.ids = ids;
    }

    /// What came of a change.
    public sealed interface Outcome {
        record Saved(Project project) implements Outcome {}

        record Invalid(List<Violation> violations) implements Outcome {}

        record NotFound() implements Outcome {}

        /// It was changed meanwhile.
        record Conflict(Project current) implements Outcome {}
    }

    /// A page that is found by its number, for clients that count pages.
    public record Numbered(List<Project> items, long total, boolean more) {
        public Numbered {
            items = List.copyOf(items);
        }
    }

    public Outcome create(Actor actor, String title, String description, ProjectMode mode, List<String> techStack) {
        Instant now = ids.clock().instant();
        var project = new Project(
                ids.next(),
                actor.tenantId(),
                actor.userId(),
                title,
                description,
                mode,
                ProjectStatus.PLANNING,
                techStack,
                null,
                null,
                now,
                now,
                1);
        List<Violation> violations = project.violations();
        if (!violations.isEmpty()) {
            return new Outcome.Invalid(violations);
        }
        projects.add(actor, project);
        return new Outcome.Saved(project);
    }

    public Optional<Project> find(Actor actor, UUID id) {
        return projects.find(actor, id);
    }

    /// {@return the actor's projects, newest first}
    public Page<Project> list(Actor actor, ProjectFilter filter, Page.Request request) {
        return projects.page(actor, filter, request);
    }

    /// @param page from 1
    /// @param size 1 to 100
    public Numbered list(Actor actor, ProjectFilter filter, int page, int size) {
        long first = (page - 1L) * size;
        long total = projects.count(actor, filter);
        var found = new ArrayList<Project>();
        Page.Request request = Page.Request.first();
        for (long seen = 0; first < total && found.size() < size; ) {
            Page<Project> slice = projects.page(actor, filter, request);
            for (Project project : slice.items()) {
                if (seen++ >= first && found.size() < size) {
                    found.add(project);
                }
            }
            if (slice.next() == null) {
                break;
            }
            request = new Page.Request(slice.next(), request.limit());
        }
        return new Numbered(found, total, first + found.size() < total);
    }

    /// Changes a project. Of two who change it at once without saying what they know, both succeed.
    ///
    /// @param expectedVersion the version that the actor knows; null if that does not matter
    public Outcome change(Actor actor, UUID id, Change change, @Nullable Long expectedVersion) {
        while (true) {
            Project old = projects.find(actor, id).orElse(null);
            if (old == null) {
                return new Outcome.NotFound();
            }
            if (expectedVersion != null && old.version() != expectedVersion) {
                return new Outcome.Conflict(old);
            }
            Project changed = old.with(change, ids.clock().instant());
            List<Violation> violations = changed.violations();
            if (!violations.isEmpty()) {
                return new Outcome.Invalid(violations);
            }
            if (projects.save(actor, changed, old.version())) {
                return new Outcome.Saved(changed);
            }
        }
    }

    /// Removes a project with its files and their history. It cannot be brought back.
    ///
    /// @return false if there is none
    public boolean remove(Actor actor, UUID id) {
        return projects.remove(actor, id);
    }
}
