package io.hexforge.adapter.postgres.project;

import io.hexforge.adapter.postgres.Columns;
import io.hexforge.adapter.postgres.Database;
import io.hexforge.domain.Actor;
import io.hexforge.domain.project.Content;
import io.hexforge.domain.project.Draft;
import io.hexforge.domain.project.FilePath;
import io.hexforge.domain.project.FileVersion;
import io.hexforge.domain.project.Inventory;
import io.hexforge.domain.project.Inventory.Decision;
import io.hexforge.domain.project.Inventory.Fresh;
import io.hexforge.domain.project.Language;
import io.hexforge.domain.project.ProjectFile;
import io.hexforge.domain.project.Quota;
import io.hexforge.ports.driven.project.FileStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// Files in `project.files`, what was in them in `project.file_versions`. Whose they are is row security's
/// matter, not that of the statements. Who changes files locks the row of their project.
public final class PostgresFileStore implements FileStore {
    private final Database database;

    public PostgresFileStore(Database database) {
        this.database = database;
    }

    private static final String LOCK = "select 1 from project.projects where id = :project_id for update";

    private static final String VERSION_COLUMNS = """
            select f.path, v.file_id, v.project_id, v.version, v.content is null as deleted, v.language, v.size, v.sha,
                   v.author_id, v.created_at
            """;

    private static final String PRESENT = """
            from project.files f
            join project.file_versions v on v.file_id = f.id and v.version = f.version
            where f.project_id = :project_id
            """;

    @Override
    public Optional<Decision> write(Actor actor, UUID projectId, List<Draft> drafts, Quota quota, Instant now) {
        return database.inActor(actor, handle -> {
            if (handle.createQuery(LOCK)
                    .bind("project_id", projectId)
                    .mapTo(Integer.class)
                    .findOne()
                    .isEmpty()) {
                return Optional.empty();
            }
            List<FileVersion> present = handle.createQuery(VERSION_COLUMNS + PRESENT)
                    .bind("project_id", projectId)
                    .map((row, context) -> version(row))
                    .list();
            Decision decision = new Inventory(projectId, present).decide(drafts, actor.userId(), quota, now);
            if (decision instanceof Decision.Accepted accepted
                    && !accepted.fresh().isEmpty()) {
                save(handle, actor, accepted.fresh());
                forget(handle, projectId, quota, quota.bytes() - accepted.liveBytes());
            }
            return Optional.of(decision);
        });
    }

    private static final String PUT_FILE = """
            insert into project.files (id, project_id, tenant_id, user_id, path, version)
            values (:id, :project_id, :tenant_id, :user_id, :path, :version)
            on conflict (id) do update set version = excluded.version
            """;

    private static final String ADD_VERSION = """
            insert into project.file_versions
                (file_id, version, project_id, tenant_id, user_id, content, language, size, sha, author_id, created_at)
            values
                (:id, :version, :project_id, :tenant_id, :user_id, :content, :language, :size, :sha, :author_id,
                 :created_at)
            """;

    private static void save(Handle handle, Actor actor, List<Fresh> all) {
        PreparedBatch putFiles = handle.prepareBatch(PUT_FILE);
        PreparedBatch addVersions = handle.prepareBatch(ADD_VERSION);
        for (Fresh fresh : all) {
            FileVersion version = fresh.version();
            Content content = fresh.content();
            for (PreparedBatch batch : List.of(putFiles, addVersions)) {
                batch.bind("id", version.fileId())
                        .bind("project_id", version.projectId())
                        .bind("tenant_id", actor.tenantId())
                        .bind("user_id", actor.userId())
                        .bind("version", version.version());
            }
            putFiles.bind("path", version.path().value()).add();
            addVersions
                    .bind("content", content == null ? null : content.text())
                    .bind("language", version.language().name())
                    .bind("size", version.size())
                    .bind("sha", version.sha())
                    .bind("author_id", version.authorId())
                    .bind("created_at", Columns.timestamp(version.createdAt()))
                    .add();
        }
        putFiles.execute();
        addVersions.execute();
    }

    private static final String FORGET_TOO_MANY = """
            delete from project.file_versions v
            using project.files f
            where f.id = v.file_id and f.project_id = :project_id and v.project_id = :project_id
              and v.version <= f.version - :versions
            """;

    /// A deleted file is past altogether.
    private static final String FORGET_TOO_LARGE = """
            with past as (
                select v.file_id, v.version,
                       sum(greatest(v.size, :least)) over (order by v.created_at desc, v.file_id desc, v.version desc)
                           as used
                from project.file_versions v
                join project.files f on f.id = v.file_id
                join project.file_versions present on present.file_id = f.id and present.version = f.version
                where v.project_id = :project_id and (v.version < f.version or present.content is null))
            delete from project.file_versions v
            using past
            where v.file_id = past.file_id and v.version = past.version and past.used > :room
            """;

    private static final String FORGET_FILES = """
            delete from project.files f
            where f.project_id = :project_id
              and not exists (select from project.file_versions v where v.file_id = f.id and v.version = f.version)
            """;

    private static void forget(Handle handle, UUID projectId, Quota quota, long room) {
        handle.createUpdate(FORGET_TOO_MANY)
                .bind("project_id", projectId)
                .bind("versions", quota.versions())
                .execute();
        handle.createUpdate(FORGET_TOO_LARGE)
                .bind("project_id", projectId)
                .bind("least", Quota.charge(0))
                .bind("room", room)
                .execute();
        handle.createUpdate(FORGET_FILES).bind("project_id", projectId).execute();
    }

    private static final String LIST = VERSION_COLUMNS + PRESENT + """
              and v.content is not null
              and (:after::uuid is null
                   or f.path > (select o.path from project.files o where o.id = :after::uuid and o.project_id = :project_id))
            order by f.path
            limit :limit
            """;

    @Override
    public List<FileVersion> list(Actor actor, UUID projectId, @Nullable UUID after, int limit) {
        return database.inActor(
                actor,
                handle -> handle.createQuery(LIST)
                        .bind("project_id", projectId)
                        .bind("after", after)
                        .bind("limit", limit)
                        .map((row, context) -> version(row))
                        .list());
    }

    private static final String COUNT = "select count(*) " + PRESENT + " and v.content is not null";

    @Override
    public int count(Actor actor, UUID projectId) {
        return database.inActor(
                actor,
                handle -> handle.createQuery(COUNT)
                        .bind("project_id", projectId)
                        .mapTo(Integer.class)
                        .one());
    }

    private static final String FIND = VERSION_COLUMNS + """
            , v.content
            from project.files f
            join project.file_versions v on v.file_id = f.id and v.version = coalesce(:version::bigint, f.version)
            where f.project_id = :project_id and f.path = :path and v.content is not null
            """;

    @Override
    public Optional<ProjectFile> find(Actor actor, UUID projectId, FilePath path, @Nullable Long version) {
        return database.inActor(
                actor,
                handle -> handle.createQuery(FIND)
                        .bind("project_id", projectId)
                        .bind("path", path.value())
                        .bind("version", version)
                        .map((row, context) -> file(row))
                        .findOne());
    }

    private static final String VERSIONS = VERSION_COLUMNS + """
            from project.files f
            join project.file_versions v on v.file_id = f.id
            where f.project_id = :project_id and f.path = :path
            order by v.version desc
            """;

    @Override
    public List<FileVersion> versions(Actor actor, UUID projectId, FilePath path) {
        return database.inActor(
                actor,
                handle -> handle.createQuery(VERSIONS)
                        .bind("project_id", projectId)
                        .bind("path", path.value())
                        .map((row, context) -> version(row))
                        .list());
    }

    private static final String READ = VERSION_COLUMNS + ", v.content " + PRESENT + """
              and v.content is not null and f.id = any (:ids)
            order by f.path
            """;

    @Override
    public List<ProjectFile> read(Actor actor, UUID projectId, List<UUID> fileIds) {
        return database.inActor(
                actor,
                handle -> handle.createQuery(READ)
                        .bind("project_id", projectId)
                        .bindArray("ids", UUID.class, fileIds.toArray())
                        .map((row, context) -> file(row))
                        .list());
    }

    private static ProjectFile file(ResultSet row) throws SQLException {
        return new ProjectFile(version(row), new Content(row.getString("content")));
    }

    private static FileVersion version(ResultSet row) throws SQLException {
        return new FileVersion(
                Columns.uuid(row, "file_id"),
                Columns.uuid(row, "project_id"),
                new FilePath(row.getString("path")),
                row.getLong("version"),
                row.getBoolean("deleted"),
                Language.named(row.getString("language")).orElse(Language.PLAIN),
                row.getInt("size"),
                row.getString("sha"),
                Columns.uuid(row, "author_id"),
                Columns.instant(row, "created_at"));
    }
}
