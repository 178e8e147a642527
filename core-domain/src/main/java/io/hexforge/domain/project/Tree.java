package io.hexforge.domain.project;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Files and folders as git and GitHub list them.
public final class Tree {
    private Tree() {}

    /// @param file null of a folder
    public record Entry(FilePath path, @Nullable FileVersion file) {}

    /// {@return what is in a folder, by path}
    ///
    /// @param folder null for the whole project
    /// @param recursive whether what is in its folders is wanted too
    public static List<Entry> of(List<FileVersion> files, @Nullable FilePath folder, boolean recursive) {
        var entries = new TreeMap<FilePath, Entry>();
        int depth = folder == null ? 0 : folder.folders().size() + 1;
        for (FileVersion file : files) {
            List<FilePath> folders = file.path().folders();
            if (folder != null && !folders.contains(folder)) {
                continue;
            }
            for (FilePath each : folders.subList(depth, folders.size())) {
                entries.putIfAbsent(each, new Entry(each, null));
                if (!recursive) {
                    break;
                }
            }
            if (recursive || folders.size() == depth) {
                entries.put(file.path(), new Entry(file.path(), file));
            }
        }
        return List.copyOf(entries.values());
    }
}
