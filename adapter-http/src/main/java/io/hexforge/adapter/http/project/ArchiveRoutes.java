package io.hexforge.adapter.http.project;

import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Metering;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Routes;
import io.hexforge.adapter.http.Upload;
import io.hexforge.adapter.http.project.FileRoutes.FileBody;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.domain.project.Project;
import io.hexforge.ports.driving.project.ExportProject;
import io.hexforge.ports.driving.project.ImportProject;
import io.hexforge.ports.driving.project.ManageProjects;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// All files of a project at once, as a ZIP archive.
public record ArchiveRoutes(
        ManageProjects projects, ExportProject exportProject, ImportProject importProject, Idempotency idempotency)
        implements Routes.Group {
    private static final Metering ARCHIVES = Metering.inBucket("archives", 30);
    private static final int LARGEST_UPLOAD = 10 << 20;
    private static final int LONGEST_NAME = 60;

    record ImportedBody(UUID projectId, int count, List<FileBody> files) {}

    @Override
    public void addTo(Routes routes) {
        routes.get(ProjectRoutes.ONE + "/archive", Access.scope(Scope.PROJECTS_READ), ARCHIVES, this::export)
                .post(ProjectRoutes.ONE + "/import", Access.scope(Scope.PROJECTS_WRITE), ARCHIVES, this::take);
    }

    private void export(Context ctx) throws IOException {
        Actor actor = Exchange.actor(ctx);
        Project project = project(ctx);
        ctx.res().setContentType(null); // forgets the charset of the default type
        ctx.res().setContentType("application/zip");
        ctx.header("Content-Disposition", "attachment; filename=\"" + name(project) + ".zip\"")
                .header("Cache-Control", "no-store");
        exportProject.to(ctx.res().getOutputStream(), actor, project.id());
    }

    private Project project(Context ctx) {
        return projects.find(Exchange.actor(ctx), PathParameters.id(ctx, "id")).orElseThrow(ProjectRoutes::notFound);
    }

    private static String name(Project project) {
        String plain = project.title()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String name = plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
        return name.isEmpty() ? "project" : name;
    }

    private void take(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        UUID project = project(ctx).id();
        byte[] archive = Upload.of(ctx, "file", LARGEST_UPLOAD);
        idempotency.answer(ctx, archive, () -> {
            var imported = FileRoutes.saved(ctx, importProject.from(archive, actor, project))
                    .files();
            List<FileBody> files = imported.stream().map(FileBody::of).toList();
            return Answers.json(200, new ImportedBody(project, files.size(), files));
        });
    }
}
