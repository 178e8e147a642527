package io.hexforge.ports.inprocess.project;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.project.Draft;
import io.hexforge.domain.project.FilePath;
import io.hexforge.domain.project.FileVersion;
import io.hexforge.domain.project.Inventory;
import io.hexforge.domain.project.Inventory.Decision;
import io.hexforge.domain.project.Project;
import io.hexforge.domain.project.ProjectFile;
import io.hexforge.domain.project.ProjectFilter;
import io.hexforge.domain.project.Quota;
import io.hexforge.ports.driven.project.FileStore;
import io.hexforge.ports.driven.project.ProjectStore;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Projects and files in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessProjects implements ProjectStore, FileStore {
    private final NavigableMap<String, Project> projects = new TreeMap<>();

    /// By project and path; the newest version of a file is the first.
    private final Map<UUID, NavigableMap<FilePath, Deque<Kept>>> files = new HashMap<>();

    /// @param file without content if the file is deleted
    private record Kept(FileVersion version, @Nullable ProjectFile file) {}

    @Override
    public synchronized void add(Actor actor, Project project) {
        projects.put(project.id().toString(), project);
    }

    @Override
    public synchronized boolean save(Actor actor, Project changed, long expectedVersion) {
        boolean fits = find(actor, changed.id())
                .filter(old -> old.version() == expectedVersion)
                .isPresent();
        if (fits) {
            projects.put(changed.id().toString(), changed);
        }
        return fits;
    }

    @Override
    public synchronized Optional<Project> find(Actor actor, UUID id) {
        return Optional.ofNullable(projects.get(id.toString())).filter(project -> own(actor, project));
    }

    private static boolean own(Actor actor, Project project) {
        return project.userId().equals(actor.userId()) && project.tenantId().equals(actor.tenantId());
    }

    @Override
    public synchronized Page<Project> page(Actor actor, ProjectFilter filter, Page.Request request) {
        UUID after = request.after();
        NavigableMap<String, Project> newestFirst = projects.descendingMap();
        NavigableMap<String, Project> rest = after == null ? newestFirst : newestFirst.tailMap(after.toString(), false);
        List<Project> found = rest.values().stream()
                .filter(project -> own(actor, project) && filter.matches(project))
                .limit(request.limit() + 1L)
                .toList();
        boolean more = found.size() > request.limit();
        List<Project> items = more ? found.subList(0, request.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    @Override
    public synchronized long count(Actor actor, ProjectFilter filter) {
        return projects.values().stream()
                .filter(project -> own(actor, project) && filter.matches(project))
                .count();
    }

    @Override
    public synchronized boolean remove(Actor actor, UUID id) {
        if (find(actor, id).isEmpty()) {
            return false;
        }
        files.remove(id);
        return projects.remove(id.toString()) != null;
    }

    @Override
    public synchronized Optional<Decision> write(
            Actor actor, UUID projectId, List<Draft> drafts, Quota quota, Instant now) {
        if (find(actor, projectId).isEmpty()) {
            return Optional.empty();
        }
        var kept = files.computeIfAbsent(projectId, id -> new TreeMap<>());
        List<FileVersion> present = kept.values().stream()
                .map(versions -> versions.getFirst().version())
                .toList();
        Decision decision = new Inventory(projectId, present).decide(drafts, actor.userId(), quota, now);
        if (decision instanceof Decision.Accepted accepted) {
            accepted.fresh().forEach(fresh -> {
                var content = fresh.content();
                kept.computeIfAbsent(fresh.version().path(), path -> new ArrayDeque<>())
                        .addFirst(new Kept(
                                fresh.version(), content == null ? null : new ProjectFile(fresh.version(), content)));
            });
            forget(kept, quota, quota.bytes() - accepted.liveBytes());
        }
        return Optional.of(decision);
    }

    private static void forget(NavigableMap<FilePath, Deque<Kept>> kept, Quota quota, long room) {
        for (Deque<Kept> versions : kept.values()) {
            while (versions.size() > quota.versions()) {
                versions.removeLast();
            }
        }
        List<FileVersion> past = kept.values().stream()
                .flatMap(versions -> versions.stream()
                        .map(Kept::version)
                        .filter(version -> !version.equals(versions.getFirst().version())
                                || versions.getFirst().version().deleted()))
                .sorted(Comparator.comparing(FileVersion::createdAt)
                        .thenComparing(version -> version.fileId().toString())
                        .thenComparingLong(FileVersion::version)
                        .reversed())
                .toList();
        long used = 0;
        var forgotten = new HashSet<FileVersion>();
        for (FileVersion version : past) {
            used += Quota.charge(version.size());
            if (used > room) {
                forgotten.add(version);
            }
        }
        kept.values().forEach(versions -> versions.removeIf(each -> forgotten.contains(each.version())));
        kept.values().removeIf(Deque::isEmpty);
    }

    private Stream<Kept> present(Actor actor, UUID projectId) {
        return find(actor, projectId).isEmpty()
                ? Stream.empty()
                : files.getOrDefault(projectId, new TreeMap<>()).values().stream()
                        .map(Deque::getFirst);
    }

    @Override
    public synchronized List<FileVersion> list(Actor actor, UUID projectId, @Nullable UUID after, int limit) {
        Optional<FilePath> start = present(actor, projectId)
                .map(Kept::version)
                .filter(version -> version.fileId().equals(after))
                .map(FileVersion::path)
                .findFirst();
        return present(actor, projectId)
                .map(Kept::version)
                .filter(version -> !version.deleted())
                .filter(version -> after == null
                        || start.filter(path -> version.path().compareTo(path) > 0)
                                .isPresent())
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized int count(Actor actor, UUID projectId) {
        return list(actor, projectId, null, Integer.MAX_VALUE).size();
    }

    @Override
    public synchronized Optional<ProjectFile> find(Actor actor, UUID projectId, FilePath path, @Nullable Long version) {
        return kept(actor, projectId, path)
                .filter(each -> version == null || each.version().version() == version)
                .findFirst()
                .flatMap(each -> Optional.ofNullable(each.file()));
    }

    @Override
    public synchronized List<FileVersion> versions(Actor actor, UUID projectId, FilePath path) {
        return kept(actor, projectId, path).map(Kept::version).toList();
    }

    private Stream<Kept> kept(Actor actor, UUID projectId, FilePath path) {
        return find(actor, projectId).isEmpty()
                ? Stream.empty()
                : files.getOrDefault(projectId, new TreeMap<>()).getOrDefault(path, new ArrayDeque<>()).stream();
    }

    @Override
    public synchronized List<ProjectFile> read(Actor actor, UUID projectId, List<UUID> fileIds) {
        return present(actor, projectId)
                .flatMap(each -> Optional.ofNullable(each.file()).stream())
                .filter(file -> fileIds.contains(file.version().fileId()))
                .toList();
    }
}
