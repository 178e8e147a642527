package io.hexforge.adapter.cli;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.Violation;
import io.hexforge.domain.project.FilePath;
import io.hexforge.domain.project.FileVersion;
import io.hexforge.domain.project.Project;
import io.hexforge.domain.project.ProjectFilter;
import io.hexforge.domain.project.ProjectMode;
import io.hexforge.domain.project.ProjectStatus;
import io.hexforge.ports.driving.project.EditFiles;
import io.hexforge.ports.driving.project.ExportProject;
import io.hexforge.ports.driving.project.ImportProject;
import io.hexforge.ports.driving.project.ManageProjects;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/// The projects of the Hexforge inside this process, for one user.
public record InProcessProjects(
        Actor actor,
        ManageProjects manageProjects,
        EditFiles editFiles,
        ExportProject exportProject,
        ImportProject importProject)
        implements Projects {
    @Override
    public List<Listed> list(boolean archived) {
        var filter = archived ? new ProjectFilter(null, ProjectStatus.ARCHIVED) : ProjectFilter.NOT_ARCHIVED;
        var found = new ArrayList<Listed>();
        Page.Request request = Page.Request.first();
        while (true) {
            Page<Project> page = manageProjects.list(actor, filter, request);
            page.items().forEach(project -> found.add(listed(project)));
            if (page.next() == null) {
                return found;
            }
            request = new Page.Request(page.next(), request.limit());
        }
    }

    @Override
    public Listed create(String title, String description, String mode) {
        ProjectMode wanted =
                ProjectMode.named(mode).orElseThrow(() -> new CommandFailed(mode + " is neither builder nor student"));
        return switch (manageProjects.create(actor, title, description, wanted, List.of())) {
            case ManageProjects.Outcome.Saved(Project project) -> listed(project);
            case ManageProjects.Outcome.Invalid(List<Violation> violations) -> throw invalid(violations);
            case ManageProjects.Outcome.NotFound notFound -> throw noProject();
            case ManageProjects.Outcome.Conflict conflict -> throw new IllegalStateException("a new project is there");
        };
    }

    @Override
    public Listed show(String id) {
        return listed(find(id));
    }

    private Project find(String id) {
        try {
            return manageProjects.find(actor, UUID.fromString(id)).orElseThrow(InProcessProjects::noProject);
        } catch (IllegalArgumentException notAnId) {
            throw noProject();
        }
    }

    @Override
    public List<File> files(String id) {
        UUID project = find(id).id();
        return editFiles.tree(actor, project, null, true).orElseThrow(InProcessProjects::noProject).stream()
                .flatMap(entry -> java.util.Optional.ofNullable(entry.file()).stream())
                .map(InProcessProjects::file)
                .toList();
    }

    @Override
    public String content(String id, String path) {
        return editFiles
                .find(actor, find(id).id(), path, null)
                .orElseThrow(() -> new CommandFailed("the project has no file " + path))
                .content()
                .text();
    }

    @Override
    public void exportTo(String id, OutputStream out) {
        try {
            exportProject.to(out, actor, find(id).id());
        } catch (IOException e) {
            throw new CommandFailed("the archive cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public List<File> importFrom(String id, byte[] archive) {
        return switch (importProject.from(archive, actor, find(id).id())) {
            case EditFiles.Outcome.Saved(List<FileVersion> files) ->
                files.stream().map(InProcessProjects::file).toList();
            case EditFiles.Outcome.Invalid(List<Violation> violations) -> throw invalid(violations);
            case EditFiles.Outcome.NotFound notFound -> throw noProject();
            case EditFiles.Outcome.Conflict(FilePath path, long current) ->
                throw new CommandFailed(path + " was changed meanwhile");
            case EditFiles.Outcome.Blocked(FilePath path, FilePath by) ->
                throw new CommandFailed(path + " cannot be there beside " + by);
            case EditFiles.Outcome.Full(String why) -> throw new CommandFailed(why);
        };
    }

    private static File file(FileVersion file) {
        return new File(file.path().value(), file.size(), file.language().name(), file.version());
    }

    private static Listed listed(Project project) {
        return new Listed(
                project.id().toString(),
                project.title(),
                project.description(),
                project.mode().wireName(),
                project.status().wireName(),
                project.techStack(),
                project.createdAt().toString(),
                project.updatedAt().toString());
    }

    private static CommandFailed noProject() {
        return new CommandFailed("you have no project with this id (see: hexforge projects list)");
    }

    private static CommandFailed invalid(List<Violation> violations) {
        return new CommandFailed(violations.stream()
                .map(violation -> (violation.pointer().replaceFirst("^/", "") + " " + violation.detail()).strip())
                .collect(Collectors.joining("; ")));
    }
}
