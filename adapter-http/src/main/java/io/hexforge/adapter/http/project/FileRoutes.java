package io.hexforge.adapter.http.project;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.hexforge.adapter.http.Access;
import io.hexforge.adapter.http.Answers;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.EntityTags;
import io.hexforge.adapter.http.Exchange;
import io.hexforge.adapter.http.Idempotency;
import io.hexforge.adapter.http.Paging;
import io.hexforge.adapter.http.PathParameters;
import io.hexforge.adapter.http.Problem;
import io.hexforge.adapter.http.QueryParameters;
import io.hexforge.adapter.http.Refused;
import io.hexforge.adapter.http.Routes;
import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.domain.project.Content;
import io.hexforge.domain.project.FileVersion;
import io.hexforge.domain.project.ProjectFile;
import io.hexforge.domain.project.Tree;
import io.hexforge.domain.project.UnifiedDiff;
import io.hexforge.ports.driving.project.EditFiles;
import io.hexforge.ports.driving.project.EditFiles.Outcome;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `/v1/projects/{id}/files` and what is known of their history.
public record FileRoutes(EditFiles files, Idempotency idempotency) implements Routes.Group {
    private static final String FILES = ProjectRoutes.ONE + "/files";
    private static final String FILE = FILES + "/<path>";

    record NewFileBody(
            String path, String content, @Nullable String language) {}

    record ContentBody(String content, @Nullable String language) {}

    record RestoreBody(long version) {}

    /// @param content absent in lists, and of deleted files
    record FileBody(
            UUID id,
            UUID projectId,
            String path,
            @Nullable String content,
            String language,
            long version,
            boolean deleted,
            int size,
            String sha,
            UUID authorId,
            Instant updatedAt) {
        static FileBody of(FileVersion file) {
            return of(file, null);
        }

        static FileBody of(FileVersion file, @Nullable Content content) {
            return new FileBody(
                    file.fileId(),
                    file.projectId(),
                    file.path().value(),
                    content == null ? null : content.text(),
                    file.language().name(),
                    file.version(),
                    file.deleted(),
                    file.size(),
                    file.sha(),
                    file.authorId(),
                    file.createdAt());
        }
    }

    /// @param count of all files, on whatever page
    /// @param files the same as `items`, as it was called before
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record FileListBody(
            UUID projectId,
            int count,
            List<FileBody> files,
            List<FileBody> items,
            @Nullable String nextCursor) {}

    record DeletedBody(String message, String path) {}

    record DiffBody(
            UUID projectId, String path, long fromVersion, long toVersion, int additions, int deletions, String diff) {}

    record EntryBody(
            String path,
            String type,
            String mode,
            @Nullable Integer size,
            @Nullable String sha,
            @Nullable String language,
            @Nullable Long version) {
        static EntryBody of(Tree.Entry entry) {
            FileVersion file = entry.file();
            return file == null
                    ? new EntryBody(entry.path().value(), "tree", "040000", null, null, null, null)
                    : new EntryBody(
                            entry.path().value(),
                            "blob",
                            "100644",
                            file.size(),
                            file.sha(),
                            file.language().name(),
                            file.version());
        }
    }

    record TreeBody(UUID projectId, String path, List<EntryBody> tree, boolean truncated) {}

    @Override
    public void addTo(Routes routes) {
        Access reads = Access.scope(Scope.PROJECTS_READ);
        Access writes = Access.scope(Scope.PROJECTS_WRITE);
        routes.get(FILES, reads, this::list)
                .post(FILES, writes, this::add)
                .get(FILE, reads, this::show)
                .put(FILE, writes, this::put)
                .delete(FILE, writes, this::delete)
                .get(ProjectRoutes.ONE + "/tree", reads, this::tree)
                .get(ProjectRoutes.ONE + "/versions/<path>", reads, this::versions)
                .get(ProjectRoutes.ONE + "/diff/<path>", reads, this::diff)
                .post(ProjectRoutes.ONE + "/restore/<path>", writes, this::restore);
    }

    private void list(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        UUID project = project(ctx);
        var page = files.list(actor, project, Paging.request(ctx)).orElseThrow(ProjectRoutes::notFound);
        var listing = Paging.listing(page, FileBody::of);
        var body = new FileListBody(
                project, files.count(actor, project), listing.items(), listing.items(), listing.nextCursor());
        Answers.send(ctx, Answers.json(200, body));
    }

    /// The body may be absent: its members are then taken from the query, as an older system had them.
    private void add(Context ctx) {
        UUID project = project(ctx);
        boolean inQuery = ctx.queryParam("path") != null && ctx.req().getContentLengthLong() <= 0;
        byte[] body = inQuery
                ? Objects.requireNonNullElse(ctx.queryString(), "").getBytes(StandardCharsets.UTF_8)
                : Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            NewFileBody wanted = inQuery ? fromQuery(ctx) : Body.of(ctx, body, NewFileBody.class);
            return put(ctx, project, wanted);
        });
    }

    private static NewFileBody fromQuery(Context ctx) {
        return new NewFileBody(
                Objects.requireNonNullElse(ctx.queryParam("path"), ""),
                Objects.requireNonNullElse(ctx.queryParam("content"), ""),
                ctx.queryParam("language"));
    }

    private void put(Context ctx) {
        UUID project = project(ctx);
        var wanted = Body.of(ctx, ContentBody.class);
        Answers.send(ctx, put(ctx, project, new NewFileBody(path(ctx), wanted.content(), wanted.language())));
    }

    private StoredAnswer put(Context ctx, UUID project, NewFileBody wanted) {
        Long expected = EntityTags.expectedVersion(ctx);
        var outcome =
                files.put(Exchange.actor(ctx), project, wanted.path(), wanted.content(), wanted.language(), expected);
        FileVersion file = saved(ctx, outcome).file();
        EntityTags.set(ctx, file.version());
        if (file.version() > 1) {
            return Answers.json(200, FileBody.of(file, new Content(wanted.content())));
        }
        ctx.res().setHeader("Location", ProjectRoutes.PATH + "/" + project + "/files/" + encoded(file));
        return Answers.json(201, FileBody.of(file, new Content(wanted.content())));
    }

    private static String encoded(FileVersion file) {
        return Arrays.stream(file.path().value().split("/"))
                .map(name -> URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }

    private void show(Context ctx) {
        Long version = QueryParameters.wholeNumber(ctx, "version", 1, Long.MAX_VALUE);
        ProjectFile file = files.find(Exchange.actor(ctx), project(ctx), path(ctx), version)
                .orElseThrow(FileRoutes::notFound);
        EntityTags.set(ctx, file.version().version());
        Answers.send(ctx, Answers.json(200, FileBody.of(file.version(), file.content())));
    }

    private void delete(Context ctx) {
        Long expected = EntityTags.expectedVersion(ctx);
        var outcome = files.delete(Exchange.actor(ctx), project(ctx), path(ctx), expected);
        FileVersion file = saved(ctx, outcome).file();
        Answers.send(
                ctx,
                Answers.json(
                        200, new DeletedBody("The file is deleted", file.path().value())));
    }

    private void versions(Context ctx) {
        List<FileVersion> found = files.versions(Exchange.actor(ctx), project(ctx), path(ctx));
        if (found.isEmpty()) {
            throw notFound();
        }
        List<FileBody> items = found.stream().map(FileBody::of).toList();
        Answers.send(ctx, Answers.json(200, new Paging.Listing<>(items, null)));
    }

    /// From the version before, unless another one is named.
    private void diff(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        UUID project = project(ctx);
        String path = path(ctx);
        Long wantedTo = QueryParameters.wholeNumber(ctx, "to", 1, Long.MAX_VALUE);
        Long wantedFrom = QueryParameters.wholeNumber(ctx, "from", 0, Long.MAX_VALUE);
        List<FileVersion> kept = files.versions(actor, project, path);
        if (kept.isEmpty()) {
            throw notFound();
        }
        long to = wantedTo == null ? kept.getFirst().version() : wantedTo;
        long from = wantedFrom == null ? to - 1 : wantedFrom;
        UnifiedDiff diff = files.diff(actor, project, path, from, to)
                .orElseThrow(() -> new Refused(Problem.notFound("one of these versions is not kept")));
        String shown = kept.getFirst().path().value();
        Answers.send(
                ctx,
                Answers.json(200, new DiffBody(project, shown, from, to, diff.added(), diff.removed(), diff.text())));
    }

    private void restore(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        Long expected = EntityTags.expectedVersion(ctx);
        UUID project = project(ctx);
        byte[] body = Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            var wanted = Body.of(ctx, body, RestoreBody.class);
            var outcome = files.restore(actor, project, path(ctx), wanted.version(), expected);
            FileVersion file = saved(ctx, outcome).file();
            EntityTags.set(ctx, file.version());
            return Answers.json(200, FileBody.of(file));
        });
    }

    private void tree(Context ctx) {
        UUID project = project(ctx);
        String folder = ctx.queryParam("path");
        String wanted = folder == null || folder.isEmpty() ? null : folder.replaceFirst("/$", "");
        List<Tree.Entry> entries = files.tree(
                        Exchange.actor(ctx), project, wanted, QueryParameters.flag(ctx, "recursive"))
                .orElseThrow(() -> new Refused(Problem.notFound("there is no such project or folder")));
        var body = new TreeBody(
                project,
                Objects.requireNonNullElse(wanted, ""),
                entries.stream().map(EntryBody::of).toList(),
                false);
        Answers.send(ctx, Answers.json(200, body));
    }

    static Outcome.Saved saved(Context ctx, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Saved done -> done;
            case Outcome.Invalid(var violations) -> throw new BadRequest(violations);
            case Outcome.NotFound() -> throw notFound();
            case Outcome.Conflict(var path, long current) ->
                throw current == 0
                        ? new Refused(Problem.preconditionFailed("there is no such file"))
                        : EntityTags.changedMeanwhile(ctx, current);
            case Outcome.Blocked(var path, var by) ->
                throw new Refused(Problem.conflict(
                        "path_blocked",
                        path + " cannot be there beside " + by + ": a file cannot have the name of a folder"));
            case Outcome.Full(String why) -> throw new Refused(Problem.conflict("quota_exceeded", why));
        };
    }

    private static UUID project(Context ctx) {
        return PathParameters.id(ctx, "id");
    }

    private static String path(Context ctx) {
        return ctx.pathParam("path");
    }

    private static Refused notFound() {
        return new Refused(Problem.notFound("there is no such project or file"));
    }
}
