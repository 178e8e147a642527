package io.hexforge.adapter.cli;

import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What commands ask about projects. Like [Hexforge] in all else.
public interface Projects {
    /// {@return the caller's projects, newest first}
    ///
    /// @param archived whether those that were put aside are wanted instead
    List<Listed> list(boolean archived);

    /// @param mode `builder` or `student`
    Listed create(String title, String description, String mode);

    Listed show(String id);

    /// {@return the files by path}
    List<File> files(String id);

    /// {@return what is in a file}
    String content(String id, String path);

    /// Writes the files as a ZIP archive.
    ///
    /// @throws CommandFailed also if `out` cannot be written
    void exportTo(String id, OutputStream out);

    /// {@return the files that a ZIP archive brought}
    List<File> importFrom(String id, byte[] archive);

    record Listed(
            String id,
            String title,
            String description,
            String mode,
            String status,
            List<String> techStack,
            String createdAt,
            String updatedAt) {
        public Listed {
            techStack = List.copyOf(techStack);
        }
    }

    /// @param language null if it is not told
    record File(String path, long size, @Nullable String language, long version) {}
}
