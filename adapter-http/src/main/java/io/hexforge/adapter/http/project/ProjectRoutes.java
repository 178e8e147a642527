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
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Scope;
import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.domain.project.Project;
import io.hexforge.domain.project.ProjectFilter;
import io.hexforge.domain.project.ProjectMode;
import io.hexforge.domain.project.ProjectStatus;
import io.hexforge.ports.driving.project.ManageProjects;
import io.hexforge.ports.driving.project.ManageProjects.Outcome;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `/v1/projects`: create, list, show, change, archive, remove.
public record ProjectRoutes(ManageProjects projects, Idempotency idempotency) implements Routes.Group {
    static final String PATH = "/v1/projects";
    static final String ONE = PATH + "/{id}";

    private static final int USUAL_PAGE = 20;
    private static final int LARGEST_PAGE = 100;

    record CreateBody(
            String title,
            @Nullable String description,
            @Nullable String mode,
            @Nullable List<String> techStack) {}

    record ChangeBody(
            @Nullable String title,
            @Nullable String description,
            @Nullable String mode,
            @Nullable String status,
            @Nullable List<String> techStack,
            @Nullable JsonValue requirementsSpec,
            @Nullable JsonValue architectureSpec) {
        Project.Change change() {
            var change = new Project.Change(
                    title,
                    description,
                    mode == null ? null : ProjectRoutes.mode(mode),
                    status == null ? null : ProjectRoutes.status(status),
                    techStack,
                    spec("/requirements_spec", requirementsSpec),
                    spec("/architecture_spec", architectureSpec));
            if (change.equals(NOTHING)) {
                throw new BadRequest("", "must name something to change");
            }
            return change;
        }
    }

    private static final Project.Change NOTHING = new Project.Change(null, null, null, null, null, null, null);

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ProjectBody(
            UUID id,
            UUID tenantId,
            UUID userId,
            String title,
            String description,
            String mode,
            String status,
            List<String> techStack,
            @Nullable JsonObject requirementsSpec,
            @Nullable JsonObject architectureSpec,
            Instant createdAt,
            Instant updatedAt) {
        static ProjectBody of(Project project) {
            return new ProjectBody(
                    project.id(),
                    project.tenantId(),
                    project.userId(),
                    project.title(),
                    project.description(),
                    project.mode().wireName(),
                    project.status().wireName(),
                    project.techStack(),
                    project.requirements(),
                    project.architecture(),
                    project.createdAt(),
                    project.updatedAt());
        }
    }

    /// A page that was asked for by its number.
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record NumberedBody(
            List<ProjectBody> items,
            @Nullable String nextCursor,
            long total,
            int page,
            int pageSize,
            boolean hasMore) {}

    record RemovedBody(String message, UUID projectId) {}

    @Override
    public void addTo(Routes routes) {
        Access writes = Access.scope(Scope.PROJECTS_WRITE);
        routes.get(PATH, Access.scope(Scope.PROJECTS_READ), this::list)
                .post(PATH, writes, this::create)
                .get(ONE, Access.scope(Scope.PROJECTS_READ), this::show)
                .patch(ONE, writes, this::change)
                .delete(ONE, writes, this::remove);
    }

    private void list(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        var filter = new ProjectFilter(
                chosen(ctx, "mode", ProjectMode.values(), ProjectMode::wireName),
                chosen(ctx, "status", ProjectStatus.values(), ProjectStatus::wireName));
        Long page = QueryParameters.wholeNumber(ctx, "page", 1, Integer.MAX_VALUE);
        Long size = QueryParameters.wholeNumber(ctx, "page_size", 1, LARGEST_PAGE);
        if (page == null && size == null) {
            Answers.send(
                    ctx,
                    Answers.json(
                            200, Paging.listing(projects.list(actor, filter, Paging.request(ctx)), ProjectBody::of)));
            return;
        }
        int number = Objects.requireNonNullElse(page, 1L).intValue();
        int pageSize = size == null ? USUAL_PAGE : size.intValue();
        var found = projects.list(actor, filter, number, pageSize);
        var items = found.items().stream().map(ProjectBody::of).toList();
        Answers.send(
                ctx, Answers.json(200, new NumberedBody(items, null, found.total(), number, pageSize, found.more())));
    }

    private void create(Context ctx) {
        byte[] body = Body.bytes(ctx);
        idempotency.answer(ctx, body, () -> {
            var wanted = Body.of(ctx, body, CreateBody.class);
            Outcome outcome = projects.create(
                    Exchange.actor(ctx),
                    wanted.title(),
                    Objects.requireNonNullElse(wanted.description(), ""),
                    wanted.mode() == null ? ProjectMode.BUILDER : mode(wanted.mode()),
                    Objects.requireNonNullElse(wanted.techStack(), List.of()));
            Project project = saved(ctx, outcome);
            ctx.res().setHeader("Location", PATH + "/" + project.id());
            return answer(ctx, 201, project);
        });
    }

    private void show(Context ctx) {
        Optional<Project> found = projects.find(Exchange.actor(ctx), PathParameters.id(ctx, "id"));
        Answers.send(ctx, answer(ctx, 200, found.orElseThrow(ProjectRoutes::notFound)));
    }

    private void change(Context ctx) {
        Long expected = EntityTags.expectedVersion(ctx);
        UUID id = PathParameters.id(ctx, "id");
        var change = Body.of(ctx, ChangeBody.class).change();
        Answers.send(ctx, answer(ctx, 200, saved(ctx, projects.change(Exchange.actor(ctx), id, change, expected))));
    }

    /// Archives it, unless it is said to be for good.
    private void remove(Context ctx) {
        Actor actor = Exchange.actor(ctx);
        Long expected = EntityTags.expectedVersion(ctx);
        UUID id = PathParameters.id(ctx, "id");
        boolean permanent = QueryParameters.flag(ctx, "permanent");
        saved(ctx, projects.change(actor, id, Project.Change.to(ProjectStatus.ARCHIVED), expected));
        if (permanent && !projects.remove(actor, id)) {
            throw notFound();
        }
        String message = permanent ? "The project is deleted" : "The project is archived";
        Answers.send(ctx, Answers.json(200, new RemovedBody(message, id)));
    }

    private static StoredAnswer answer(Context ctx, int status, Project project) {
        EntityTags.set(ctx, project.version());
        return Answers.json(status, ProjectBody.of(project));
    }

    private static Project saved(Context ctx, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Saved(var project) -> project;
            case Outcome.Invalid(var violations) -> throw new BadRequest(violations);
            case Outcome.NotFound() -> throw notFound();
            case Outcome.Conflict(var current) -> throw EntityTags.changedMeanwhile(ctx, current.version());
        };
    }

    static Refused notFound() {
        return new Refused(Problem.notFound("you have no project with this id"));
    }

    private static <E> @Nullable E chosen(Context ctx, String name, E[] all, Function<E, String> wireName) {
        String text = ctx.queryParam(name);
        if (text == null) {
            return null;
        }
        return Arrays.stream(all)
                .filter(each -> wireName.apply(each).equals(text))
                .findFirst()
                .orElseThrow(() -> QueryParameters.invalid(name + " must be one of " + names(all, wireName)));
    }

    private static @Nullable JsonObject spec(String pointer, @Nullable JsonValue value) {
        return switch (value) {
            case null -> null;
            case JsonNull() -> null;
            case JsonObject object -> object;
            default -> throw new BadRequest(pointer, "must be an object");
        };
    }

    private static ProjectMode mode(String name) {
        return ProjectMode.named(name)
                .orElseThrow(() -> unknown("/mode", names(ProjectMode.values(), ProjectMode::wireName)));
    }

    private static ProjectStatus status(String name) {
        return ProjectStatus.named(name)
                .orElseThrow(() -> unknown("/status", names(ProjectStatus.values(), ProjectStatus::wireName)));
    }

    private static <E> String names(E[] all, Function<E, String> wireName) {
        return String.join(", ", Arrays.stream(all).map(wireName).toList());
    }

    private static BadRequest unknown(String pointer, String known) {
        return new BadRequest(pointer, "must be one of " + known);
    }
}
