package io.hexforge.app;

import io.hexforge.adapter.cli.InProcessProjects;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.project.ArchiveRoutes;
import io.hexforge.adapter.http.project.FileRoutes;
import io.hexforge.adapter.http.project.ProjectRoutes;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.project.PostgresFileStore;
import io.hexforge.adapter.postgres.project.PostgresProjectStore;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.project.Quota;
import io.hexforge.ports.driving.project.EditFiles;
import io.hexforge.ports.driving.project.ExportProject;
import io.hexforge.ports.driving.project.ImportProject;
import io.hexforge.ports.driving.project.ManageProjects;
import java.util.List;

/// Projects and the files in them.
record ProjectCases(
        ManageProjects manageProjects, EditFiles editFiles, ExportProject exportProject, ImportProject importProject) {
    static ProjectCases over(Database main, Quota quota, Ids ids) {
        var projects = new PostgresProjectStore(main);
        var files = new PostgresFileStore(main);
        var editFiles = new EditFiles(projects, files, quota, ids);
        return new ProjectCases(
                new ManageProjects(projects, ids),
                editFiles,
                new ExportProject(files),
                new ImportProject(editFiles, quota));
    }

    InProcessProjects commands(Actor actor) {
        return new InProcessProjects(actor, manageProjects, editFiles, exportProject, importProject);
    }

    List<Routes.Group> routes(Idempotency idempotency) {
        return List.of(
                new ProjectRoutes(manageProjects, idempotency),
                new FileRoutes(editFiles, idempotency),
                new ArchiveRoutes(manageProjects, exportProject, importProject, idempotency));
    }
}
