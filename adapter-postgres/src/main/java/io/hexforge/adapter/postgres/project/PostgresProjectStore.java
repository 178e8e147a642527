package io.hexforge.adapter.postgres.project;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.adapter.postgres.JsonColumn;
import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Page;
import io.hexforge.domain.project.Project;
import io.hexforge.domain.project.ProjectFilter;
import io.hexforge.domain.project.ProjectMode;
import io.hexforge.domain.project.ProjectStatus;
import io.hexforge.ports.driven.project.ProjectStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/// Projects in `project.projects`. Whose they are is row security's matter, not that of the statements.
public final class PostgresProjectStore implements ProjectStore {
    private static final UUID LARGEST_ID = new UUID(-1, -1);

    private final Database database;

    public PostgresProjectStore(Database database) {
        this.database = database;
    }

    private static final String ADD = """
            insert into project.projects
                (id, tenant_id, user_id, title, description, mode, status, tech_stack, requirements_spec,
                 architecture_spec, created_at, updated_at, version)
            values
                (:id, :tenant_id, :user_id, :title, :description, :mode, :status, :tech_stack, :requirements_spec::json,
                 :architecture_spec::json, :created_at, :updated_at, :version)
            """;

    @Override
    public void add(Actor actor, Project project) {
        database.inActor(
                actor,
                handle -> bind(handle.createUpdate(ADD), project)
                        .bind("tenant_id", project.tenantId())
                        .bind("user_id", project.userId())
                        .bind("created_at", Columns.timestamp(project.createdAt()))
                        .execute());
    }

    private static final String SAVE = """
            update project.projects
            set title = :title, description = :description, mode = :mode, status = :status, tech_stack = :tech_stack,
                requirements_spec = :requirements_spec::json, architecture_spec = :architecture_spec::json,
                updated_at = :updated_at, version = :version
            where id = :id and version = :expected_version
            """;

    @Override
    public boolean save(Actor actor, Project changed, long expectedVersion) {
        return database.inActor(
                actor,
                handle -> bind(handle.createUpdate(SAVE), changed)
                                .bind("expected_version", expectedVersion)
                                .execute()
                        == 1);
    }

    private static final String FIND = "select * from project.projects where id = :id";

    @Override
    public Optional<Project> find(Actor actor, UUID id) {
        return database.inActor(
                actor,
                handle -> handle.createQuery(FIND)
                        .bind("id", id)
                        .map((row, context) -> project(row))
                        .findOne());
    }

    private static final String MATCHING = """
            from project.projects
            where user_id = :user_id and (:mode::text is null or mode = :mode)
              and case when :status::text is null then status <> 'archived' else status = :status end
            """;

    private static final String PAGE = "select * " + MATCHING + "and id < :after order by id desc limit :limit + 1";

    @Override
    public Page<Project> page(Actor actor, ProjectFilter filter, Page.Request request) {
        List<Project> found = database.inActor(
                actor,
                handle -> bind(handle.createQuery(PAGE), actor, filter)
                        .bind("after", Objects.requireNonNullElse(request.after(), LARGEST_ID))
                        .bind("limit", request.limit())
                        .map((row, context) -> project(row))
                        .list());
        boolean more = found.size() > request.limit();
        List<Project> items = more ? found.subList(0, request.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    @Override
    public long count(Actor actor, ProjectFilter filter) {
        return database.inActor(
                actor,
                handle -> bind(handle.createQuery("select count(*) " + MATCHING), actor, filter)
                        .mapTo(Long.class)
                        .one());
    }

    private static final String REMOVE = "delete from project.projects where id = :id";

    @Override
    public boolean remove(Actor actor, UUID id) {
        return database.inActor(
                actor, handle -> handle.createUpdate(REMOVE).bind("id", id).execute() == 1);
    }

    private static Query bind(Query query, Actor actor, ProjectFilter filter) {
        ProjectMode mode = filter.mode();
        ProjectStatus status = filter.status();
        return query.bind("user_id", actor.userId())
                .bind("mode", mode == null ? null : mode.wireName())
                .bind("status", status == null ? null : status.wireName());
    }

    private static Update bind(Update update, Project project) {
        return update.bind("id", project.id())
                .bind("title", project.title())
                .bind("description", project.description())
                .bind("mode", project.mode().wireName())
                .bind("status", project.status().wireName())
                .bindArray("tech_stack", String.class, project.techStack().toArray())
                .bind("requirements_spec", json(project.requirements()))
                .bind("architecture_spec", json(project.architecture()))
                .bind("updated_at", Columns.timestamp(project.updatedAt()))
                .bind("version", project.version());
    }

    private static @Nullable String json(@Nullable JsonObject spec) {
        return spec == null ? null : JsonColumn.write(spec);
    }

    private static @Nullable JsonObject json(ResultSet row, String column) throws SQLException {
        String json = row.getString(column);
        return json == null ? null : JsonColumn.readObject(json);
    }

    private static Project project(ResultSet row) throws SQLException {
        return new Project(
                Columns.uuid(row, "id"),
                Columns.uuid(row, "tenant_id"),
                Columns.uuid(row, "user_id"),
                row.getString("title"),
                row.getString("description"),
                ProjectMode.named(row.getString("mode")).orElse(ProjectMode.BUILDER),
                ProjectStatus.named(row.getString("status")).orElse(ProjectStatus.PLANNING),
                Columns.texts(row, "tech_stack"),
                json(row, "requirements_spec"),
                json(row, "architecture_spec"),
                Columns.instant(row, "created_at"),
                Columns.instant(row, "updated_at"),
                row.getLong("version"));
    }
}
