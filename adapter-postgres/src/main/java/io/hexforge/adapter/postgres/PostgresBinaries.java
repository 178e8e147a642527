package io.hexforge.adapter.postgres;

import com.sun.security.auth.module.UnixSystem;
import io.hexforge.ports.driven.PortException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The PostgreSQL programs (`initdb`, `pg_ctl`, `postgres`) that come with the build, unpacked.
///
/// @param directory where `bin`, `lib` and `share` are
/// @param asRoot whether this process is root; PostgreSQL refuses to be, so its programs then run in a user
///     namespace
record PostgresBinaries(Path directory, boolean asRoot) {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);

    /// Unpacks the programs for this machine below `parent`, unless they are there already.
    ///
    /// The folder's name holds a fingerprint of the archive, which the jar's directory tells: on an ordinary
    /// start no byte of the archive is read.
    static PostgresBinaries unpackedBelow(Path parent) throws IOException {
        String name = resourceName(System.getProperty("os.name"), System.getProperty("os.arch"));
        URL archive = PostgresBinaries.class.getResource("/" + name);
        if (archive == null) {
            throw new PortException(
                    PortException.Kind.BROKEN,
                    "This build brings no PostgreSQL for this machine (" + name + "); set DATABASE_URL",
                    null);
        }
        Path directory = parent.resolve("binaries-" + fingerprint(archive));
        if (!Files.exists(directory)) {
            unpack(archive, directory);
        }
        return new PostgresBinaries(directory, isRoot());
    }

    /// {@return the command line of a program}
    List<String> command(String program, String... arguments) {
        var command = new ArrayList<String>();
        if (asRoot) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(directory.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static String resourceName(String os, String architecture) {
        String system = os.toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String machine = switch (architecture) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> architecture;
        };
        boolean musl = Files.exists(Path.of("/etc/alpine-release"));
        return "postgres-" + system + "-" + machine + (musl ? "-alpine_linux" : "") + ".txz";
    }

    private static String fingerprint(URL archive) throws IOException {
        var connection = archive.openConnection();
        if (connection instanceof JarURLConnection jar && jar.getJarEntry().getCrc() != -1) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        try (var bytes = new CheckedInputStream(archive.openStream(), new CRC32())) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return Long.toHexString(bytes.getChecksum().getValue());
        }
    }

    private static void unpack(URL archive, Path directory) throws IOException {
        LOG.info("Unpacking PostgreSQL to {}", directory);
        // A folder of this name is what a start that was cut off has left.
        Path unfinished = directory.resolveSibling("unpacking");
        OwnerOnly.deleteTree(unfinished);
        OwnerOnly.directory(unfinished);
        try (InputStream bytes = new BufferedInputStream(archive.openStream());
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(bytes))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(entry, tar, unfinished);
            }
        }
        Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(target, root.resolve(entry.getLinkName()).normalize());
        } else {
            Files.copy(content, target);
            if ((entry.getMode() & 0100) != 0 || entry.getName().contains("bin/")) {
                Files.setPosixFilePermissions(target, OwnerOnly.DIRECTORY);
            }
        }
    }

    private static boolean isRoot() {
        try {
            return new UnixSystem().getUid() == 0;
        } catch (UnsatisfiedLinkError noUnix) {
            throw new UncheckedIOException(
                    new IOException("the embedded PostgreSQL needs Linux or macOS; set DATABASE_URL", noUnix));
        }
    }
}
