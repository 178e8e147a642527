package io.hexforge.ports.driving.project;

import io.hexforge.domain.Actor;
import io.hexforge.domain.project.FileVersion;
import io.hexforge.domain.project.ProjectFile;
import io.hexforge.ports.driven.project.FileStore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes the files of a project into a ZIP archive. Stateless; safe for concurrent use.
public final class ExportProject {
    private static final int BATCH = 50;

    private final FileStore files;

    public ExportProject(FileStore files) {
        this.files = files;
    }

    /// Writes the archive as it reads, so that it need not fit into memory. A file that is changed
    /// meanwhile is as it was or as it became; one that is deleted meanwhile may be missing.
    ///
    /// @throws IOException if `out` does
    public void to(OutputStream out, Actor actor, UUID projectId) throws IOException {
        var zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        List<UUID> all = files.list(actor, projectId, null, Integer.MAX_VALUE).stream()
                .map(FileVersion::fileId)
                .toList();
        for (int start = 0; start < all.size(); start += BATCH) {
            List<UUID> batch = all.subList(start, Math.min(start + BATCH, all.size()));
            for (ProjectFile file : files.read(actor, projectId, batch)) {
                var entry = new ZipEntry(file.version().path().value());
                entry.setLastModifiedTime(FileTime.from(file.version().createdAt()));
                zip.putNextEntry(entry);
                zip.write(file.content().text().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        zip.finish();
    }
}
