package io.hexforge.ports.driving.project;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.Page;
import io.hexforge.domain.Violation;
import io.hexforge.domain.project.Content;
import io.hexforge.domain.project.Draft;
import io.hexforge.domain.project.FilePath;
import io.hexforge.domain.project.FileVersion;
import io.hexforge.domain.project.Inventory.Decision;
import io.hexforge.domain.project.Language;
import io.hexforge.domain.project.ProjectFile;
import io.hexforge.domain.project.Quota;
import io.hexforge.domain.project.Tree;
import io.hexforge.domain.project.UnifiedDiff;
import io.hexforge.ports.driven.project.FileStore;
import io.hexforge.ports.driven.project.ProjectStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads and writes the files of projects, and looks into their history. Stateless; safe for concurrent
/// use.
///
/// Paths that come from outside are texts here: what is no path names no file, and no file can be made
/// there.
public final class EditFiles {
    private static final int ALL = Integer.MAX_VALUE;

    private final ProjectStore projects;
    private final FileStore files;
    private final Quota quota;
    private final Ids ids;

    public EditFiles(ProjectStore projects, FileStore files, Quota quota, Ids ids) {
        this.projects = projects;
        this.files = files;
        this.quota = quota;
        this.ids = ids;
    }

    /// What came of a change.
    public sealed interface Outcome {
        /// @param files in the order in which they were given
        record Saved(List<FileVersion> files) implements Outcome {
            /// {@return the one file that was changed}
            public FileVersion file() {
                return files.getFirst();
            }
        }

        record Invalid(List<Violation> violations) implements Outcome {}

        record NotFound() implements Outcome {}

        /// It was changed meanwhile.
        ///
        /// @param current the present version; 0 if there is no such file
        record Conflict(FilePath path, long current) implements Outcome {}

        /// A file cannot have the name of a folder.
        record Blocked(FilePath path, FilePath by) implements Outcome {}

        record Full(String why) implements Outcome {}
    }

    /// Makes a file, or a new version of one. Nothing happens if it is the same already.
    ///
    /// @param language null to find out
    /// @param expectedVersion the version that the actor knows; null if that does not matter
    public Outcome put(
            Actor actor,
            UUID projectId,
            String path,
            String content,
            @Nullable String language,
            @Nullable Long expectedVersion) {
        var violations = new ArrayList<Violation>();
        check("/path", FilePath.problem(path), violations);
        check("/content", Content.problem(content), violations);
        if (language != null && Language.named(language).isEmpty()) {
            violations.add(new Violation("/language", "must have 1 to 40 small letters, digits and + # . _ -"));
        }
        if (!violations.isEmpty()) {
            return new Outcome.Invalid(violations);
        }
        var text = new Content(content);
        FilePath where = FilePath.of(path);
        Language written = language == null ? Language.of(where, text) : new Language(language);
        return write(actor, projectId, List.of(new Draft(ids.next(), where, text, written, expectedVersion)));
    }

    /// Makes files, or new versions of them: all, or none.
    ///
    /// @param contents by path
    public Outcome putAll(Actor actor, UUID projectId, Map<String, String> contents) {
        var violations = new ArrayList<Violation>();
        var drafts = new LinkedHashMap<FilePath, Draft>();
        contents.forEach((path, content) -> {
            String pointer = "/" + path.replace("~", "~0").replace("/", "~1");
            check(pointer, FilePath.problem(path), violations);
            check(pointer, Content.problem(content), violations);
            if (violations.isEmpty()) {
                FilePath where = FilePath.of(path);
                var text = new Content(content);
                var draft = new Draft(ids.next(), where, text, Language.of(where, text), null);
                check(pointer, drafts.put(where, draft) == null ? null : "is there twice", violations);
            }
        });
        return violations.isEmpty()
                ? write(actor, projectId, List.copyOf(drafts.values()))
                : new Outcome.Invalid(violations);
    }

    private static void check(String pointer, @Nullable String problem, List<Violation> violations) {
        if (problem != null) {
            violations.add(new Violation(pointer, problem));
        }
    }

    /// Deletes a file. Its versions stay, and it can be restored.
    public Outcome delete(Actor actor, UUID projectId, String path, @Nullable Long expectedVersion) {
        if (FilePath.problem(path) != null) {
            return new Outcome.NotFound();
        }
        var draft = new Draft(ids.next(), FilePath.of(path), null, Language.PLAIN, expectedVersion);
        return write(actor, projectId, List.of(draft));
    }

    /// Makes a new version that is as an earlier one was.
    public Outcome restore(Actor actor, UUID projectId, String path, long version, @Nullable Long expectedVersion) {
        ProjectFile earlier = find(actor, projectId, path, version).orElse(null);
        if (earlier == null) {
            return new Outcome.NotFound();
        }
        FileVersion was = earlier.version();
        var draft = new Draft(ids.next(), was.path(), earlier.content(), was.language(), expectedVersion);
        return write(actor, projectId, List.of(draft));
    }

    private Outcome write(Actor actor, UUID projectId, List<Draft> drafts) {
        Decision decision = files.write(
                        actor, projectId, drafts, quota, ids.clock().instant())
                .orElse(null);
        return switch (decision) {
            case null -> new Outcome.NotFound();
            case Decision.Accepted accepted -> new Outcome.Saved(accepted.present());
            case Decision.Absent absent -> new Outcome.NotFound();
            case Decision.Stale(FilePath path, long current) -> new Outcome.Conflict(path, current);
            case Decision.Blocked(FilePath path, FilePath by) -> new Outcome.Blocked(path, by);
            case Decision.Full(String why) -> new Outcome.Full(why);
        };
    }

    /// {@return a file as it is, or as it was}
    ///
    /// @param version null for the present one
    public Optional<ProjectFile> find(Actor actor, UUID projectId, String path, @Nullable Long version) {
        return FilePath.problem(path) == null
                ? files.find(actor, projectId, FilePath.of(path), version)
                : Optional.empty();
    }

    /// {@return the files by path, or empty if there is no such project}
    public Optional<Page<FileVersion>> list(Actor actor, UUID projectId, Page.Request request) {
        return projects.find(actor, projectId).map(project -> {
            List<FileVersion> found = files.list(actor, projectId, request.after(), request.limit() + 1);
            boolean more = found.size() > request.limit();
            List<FileVersion> items = more ? found.subList(0, request.limit()) : found;
            return new Page<>(items, more ? items.getLast().fileId() : null);
        });
    }

    public int count(Actor actor, UUID projectId) {
        return files.count(actor, projectId);
    }

    /// {@return the versions that are kept, newest first; empty if there was no such file}
    public List<FileVersion> versions(Actor actor, UUID projectId, String path) {
        return FilePath.problem(path) == null ? files.versions(actor, projectId, FilePath.of(path)) : List.of();
    }

    /// {@return what changed in a file from one version to another, or empty if one of them is not kept}
    ///
    /// @param from 0 for nothing at all
    public Optional<UnifiedDiff> diff(Actor actor, UUID projectId, String path, long from, long to) {
        List<FileVersion> kept = versions(actor, projectId, path);
        boolean known = (from == 0 || holds(kept, from)) && holds(kept, to);
        if (!known) {
            return Optional.empty();
        }
        // Of a deleted file there is nothing.
        ProjectFile old = from == 0 ? null : find(actor, projectId, path, from).orElse(null);
        ProjectFile fresh = find(actor, projectId, path, to).orElse(null);
        String shown = kept.getFirst().path().value();
        return Optional.of(UnifiedDiff.of(
                old == null ? "/dev/null" : "a/" + shown,
                old == null ? Content.EMPTY : old.content(),
                fresh == null ? "/dev/null" : "b/" + shown,
                fresh == null ? Content.EMPTY : fresh.content()));
    }

    private static boolean holds(List<FileVersion> kept, long number) {
        return kept.stream().anyMatch(version -> version.version() == number);
    }

    /// {@return what is in a folder, by path; empty if there is no such project or folder}
    ///
    /// @param folder null for the whole project
    public Optional<List<Tree.Entry>> tree(Actor actor, UUID projectId, @Nullable String folder, boolean recursive) {
        if ((folder != null && FilePath.problem(folder) != null)
                || projects.find(actor, projectId).isEmpty()) {
            return Optional.empty();
        }
        List<FileVersion> all = files.list(actor, projectId, null, ALL);
        List<Tree.Entry> entries = Tree.of(all, folder == null ? null : FilePath.of(folder), recursive);
        return folder != null && entries.isEmpty() ? Optional.empty() : Optional.of(entries);
    }
}
