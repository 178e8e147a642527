package io.hexforge.ports.driving.project;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Violation;
import io.hexforge.domain.project.Content;
import io.hexforge.domain.project.Quota;
import io.hexforge.ports.driving.project.EditFiles.Outcome;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/// Takes the files of a ZIP archive into a project: all of them, or none. Stateless; safe for concurrent
/// use.
///
/// An archive is read once, from its beginning to its end, and never unpacked onto a disk. Whatever it says
/// of itself, reading ends as soon as there is more than the project may hold.
public final class ImportProject {
    /// A character takes at most four bytes in UTF-8.
    private static final int LARGEST_FILE = 4 * Content.LONGEST;

    private final EditFiles editFiles;
    private final Quota quota;

    public ImportProject(EditFiles editFiles, Quota quota) {
        this.editFiles = editFiles;
        this.quota = quota;
    }

    /// Adds the archive's files to those of the project, as new versions where there are files already.
    /// What systems leave behind in archives (`__MACOSX/`, `.DS_Store`) is passed over.
    public Outcome from(byte[] archive, Actor actor, UUID projectId) {
        Map<String, String> contents;
        try {
            contents = new Reading(quota).read(archive);
        } catch (Unfit e) {
            return new Outcome.Invalid(List.of(new Violation(e.pointer, e.problem)));
        }
        return editFiles.putAll(actor, projectId, contents);
    }

    /// Something that no project can take in.
    private static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        private final String pointer;
        private final String problem;

        Unfit(String name, String problem) {
            super(problem, null, false, false);
            String shown = name.length() > 200 ? name.substring(0, 200) : name;
            this.pointer = name.isEmpty() ? "" : "/" + shown.replace("~", "~0").replace("/", "~1");
            this.problem = problem;
        }
    }

    private static final class Reading {
        private final Quota quota;
        private final Map<String, String> contents = new LinkedHashMap<>();
        private long left;

        Reading(Quota quota) {
            this.quota = quota;
            this.left = quota.bytes();
        }

        Map<String, String> read(byte[] archive) throws Unfit {
            try (var zip = new ZipInputStream(new ByteArrayInputStream(archive), StandardCharsets.UTF_8)) {
                int entries = 0;
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    entries++;
                    if (entries > 2L * quota.files() + 100) {
                        throw new Unfit("", "has too many entries");
                    }
                    take(entry, zip);
                }
                if (entries == 0) {
                    throw new Unfit("", "must be a ZIP archive that is not empty");
                }
                return contents;
            } catch (EOFException e) {
                throw new Unfit("", "is a ZIP archive that ends too early");
            } catch (ZipException | IllegalArgumentException e) {
                throw new Unfit("", "is no ZIP archive that can be read: " + e.getMessage());
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }

        private void take(ZipEntry entry, ZipInputStream zip) throws IOException, Unfit {
            String name = entry.getName();
            byte[] bytes = zip.readNBytes((int) Math.min(LARGEST_FILE, left) + 1);
            left -= entry.isDirectory() ? bytes.length : Quota.charge(bytes.length);
            if (left < 0) {
                throw new Unfit("", "unpacks to more than a project may hold, which is " + quota.bytes() + " bytes");
            }
            if (bytes.length > LARGEST_FILE) {
                throw new Unfit(name, "must have at most " + Content.LONGEST + " characters");
            }
            if (entry.isDirectory() || leftBehind(name)) {
                return;
            }
            if (contents.put(name, text(name, bytes)) != null) {
                throw new Unfit(name, "is there twice");
            }
        }

        private static boolean leftBehind(String name) {
            return name.startsWith("__MACOSX/") || name.equals(".DS_Store") || name.endsWith("/.DS_Store");
        }

        private static String text(String name, byte[] bytes) throws Unfit {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new Unfit(name, "must be text in UTF-8");
            }
        }
    }
}
