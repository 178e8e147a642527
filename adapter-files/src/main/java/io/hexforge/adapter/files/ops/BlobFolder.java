package io.hexforge.adapter.files.ops;

import io.hexforge.domain.ops.BlobKey;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.ops.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Blobs as files below a folder, the key as the path; for nobody but their owner to read. What is put is on the disk
/// when `put` returns: written beside its place, forced, then moved there. Safe for concurrent use.
///
/// Unfinished files of a process that died begin with a dot, which no key does, and are overwritten by nobody.
public final class BlobFolder implements BlobStore {
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<?> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int CHUNK = 64 << 10;

    private final Path root;

    public BlobFolder(Path root) {
        this.root = root;
    }

    @Override
    public void put(BlobKey key, InputStream content) {
        Path file = path(key);
        try {
            Path parent = Files.createDirectories(parent(file), DIRECTORY);
            Path unfinished = Files.createTempFile(parent, ".", ".new", FILE);
            try {
                write(unfinished, content);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished);
            }
            force(parent);
        } catch (IOException e) {
            throw failed("stored", key, e);
        }
    }

    private static void write(Path file, InputStream content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                ByteBuffer rest = ByteBuffer.wrap(chunk, 0, read);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
            channel.force(true);
        }
    }

    /// The new name is lost in a power failure unless the directory is on the disk, too.
    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Optional<InputStream> find(BlobKey key) {
        Path file = path(key);
        try {
            return Files.isDirectory(file) ? Optional.empty() : Optional.of(Files.newInputStream(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", key, e);
        }
    }

    @Override
    public int delete(BlobKey key) {
        Path top = path(key);
        int deleted = 0;
        try {
            for (Path path : below(top)) {
                boolean counts = Files.isRegularFile(path)
                        && !path.getFileName().toString().startsWith(".");
                if (Files.deleteIfExists(path) && counts) {
                    deleted++;
                }
            }
            return deleted;
        } catch (DirectoryNotEmptyException e) {
            // Something was put there meanwhile.
            return deleted;
        } catch (IOException e) {
            throw failed("deleted", key, e);
        }
    }

    private static List<Path> below(Path top) throws IOException {
        if (!Files.exists(top)) {
            return List.of();
        }
        try (var paths = Files.walk(top)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        }
    }

    private Path path(BlobKey key) {
        return root.resolve(key.value());
    }

    private Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? root : parent;
    }

    private static PortException failed(String what, BlobKey key, IOException e) {
        return new PortException(
                Kind.UNAVAILABLE,
                "the blob " + key + " could not be " + what + ": "
                        + e.getClass().getSimpleName(),
                e);
    }
}
