package io.hexforge.domain.project;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All files of a project, deleted ones included, and the rules that hold among them.
public final class Inventory {
    private final UUID projectId;
    private final Map<FilePath, FileVersion> files = new TreeMap<>();

    /// @param files the present version of each
    public Inventory(UUID projectId, Collection<FileVersion> files) {
        this.projectId = projectId;
        files.forEach(file -> this.files.put(file.path(), file));
    }

    /// What comes of changes: all of them, or none.
    public sealed interface Decision {
        /// @param present what each draft led to, in the same order
        /// @param fresh those of them that are to be written; a draft that changes nothing has none
        /// @param liveBytes what the files count, afterwards
        record Accepted(List<FileVersion> present, List<Fresh> fresh, long liveBytes) implements Decision {}

        /// There is no file to be deleted.
        record Absent(FilePath path) implements Decision {}

        /// @param current the present version; 0 if there is no file
        record Stale(FilePath path, long current) implements Decision {}

        /// A file cannot have the name of a folder.
        ///
        /// @param by a file that is a folder of `path`, or has it as its folder
        record Blocked(FilePath path, FilePath by) implements Decision {}

        /// @param why what there would be too much of
        record Full(String why) implements Decision {}
    }

    /// A version that is to be written.
    ///
    /// @param content null if it is the end of the file
    public record Fresh(FileVersion version, @Nullable Content content) {}

    /// Applies changes, none of which has the path of another.
    public Decision decide(List<Draft> drafts, UUID authorId, Quota quota, Instant now) {
        var present = new ArrayList<FileVersion>();
        var fresh = new LinkedHashMap<FilePath, Fresh>();
        for (Draft draft : drafts) {
            FileVersion old = files.get(draft.path());
            FileVersion live = old == null || old.deleted() ? null : old;
            Long expected = draft.expectedVersion();
            if (expected != null && (live == null || live.version() != expected)) {
                return new Decision.Stale(draft.path(), live == null ? 0 : live.version());
            }
            if (draft.content() == null && live == null) {
                return new Decision.Absent(draft.path());
            }
            FileVersion next = next(old, draft, authorId, now);
            if (!next.equals(old)) {
                files.put(draft.path(), next);
                fresh.put(draft.path(), new Fresh(next, draft.content()));
            }
            present.add(next);
        }
        return checked(drafts, present, List.copyOf(fresh.values()), quota);
    }

    /// {@return `old` if nothing changes}
    private FileVersion next(@Nullable FileVersion old, Draft draft, UUID authorId, Instant now) {
        Content content = draft.content();
        String sha = content == null ? "" : content.sha();
        if (old != null && old.sha().equals(sha) && old.language().equals(draft.language())) {
            return old;
        }
        return new FileVersion(
                old == null ? draft.newFileId() : old.fileId(),
                projectId,
                draft.path(),
                old == null ? 1 : old.version() + 1,
                content == null,
                content == null && old != null ? old.language() : draft.language(),
                content == null ? 0 : content.size(),
                sha,
                authorId,
                now);
    }

    private Decision checked(List<Draft> drafts, List<FileVersion> present, List<Fresh> fresh, Quota quota) {
        var live = new TreeSet<FilePath>();
        long bytes = 0;
        for (FileVersion file : files.values()) {
            if (!file.deleted()) {
                live.add(file.path());
                bytes += Quota.charge(file.size());
            }
        }
        for (Draft draft : drafts) {
            FilePath blocking = draft.content() == null ? null : blocking(live, draft.path());
            if (blocking != null) {
                return new Decision.Blocked(draft.path(), blocking);
            }
        }
        boolean grows = fresh.stream().anyMatch(each -> each.content() != null);
        if (grows && live.size() > quota.files()) {
            return new Decision.Full("a project may have at most " + quota.files() + " files");
        }
        if (grows && bytes > quota.bytes()) {
            return new Decision.Full("the files of a project may have at most " + quota.bytes()
                    + " bytes together, and each counts at least " + Quota.charge(0));
        }
        return new Decision.Accepted(present, fresh, bytes);
    }

    private static @Nullable FilePath blocking(NavigableSet<FilePath> live, FilePath path) {
        for (FilePath folder : path.folders()) {
            if (live.contains(folder)) {
                return folder;
            }
        }
        String below = path.value() + "/";
        for (FilePath other : live.tailSet(path, false)) {
            if (other.value().startsWith(below)) {
                return other;
            }
            if (!other.value().startsWith(path.value())) {
                return null;
            }
        }
        return null;
    }
}
