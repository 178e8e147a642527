package io.hexforge.app;

import io.hexforge.adapter.cli.CommandFailed;
import io.hexforge.adapter.postgres.BackupManifest;
import io.hexforge.adapter.postgres.DatabaseBackup;
import io.hexforge.adapter.postgres.DatabaseRestore;
import io.hexforge.adapter.postgres.DatabaseRestore.Outcome;
import io.hexforge.adapter.postgres.OwnerOnly;
import io.hexforge.app.config.Config;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Database and encryption keys of an installation in one file (0600).
final class BackupFile {
    private static final String KEYS = "keys/" + KeyFile.NAME;

    private final Config config;
    private final String version;
    private final SecureRandom random;
    private final KeyFile keyFile;

    BackupFile(Config config, String version, SecureRandom random) {
        this.config = config;
        this.version = version;
        this.random = random;
        this.keyFile = new KeyFile(config.home(), config.encryptionKey(), random);
    }

    /// Writes `file`, which must not exist, whole or not at all.
    void write(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new CommandFailed(file + " exists already");
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            OwnerOnly.write(part, "");
            try (Postgres postgres = Postgres.join(config, random);
                    var zip = new ZipOutputStream(Files.newOutputStream(part))) {
                new DatabaseBackup(postgres.areas(), version, InstantSource.system()).writeTo(zip);
                zip.putNextEntry(new ZipEntry(KEYS));
                zip.write(lines(keyFile.load()).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Puts what `file` holds in place. The keys come first and push none out, so that no failure leaves secrets
    /// without their key.
    ///
    /// @param force whether data that is there may be replaced
    /// @return what was restored
    BackupManifest restore(Path file, boolean force) throws IOException {
        try (Postgres postgres = Postgres.start(config, random);
                var zip = new ZipFile(file.toFile())) {
            ZipEntry keys = zip.getEntry(KEYS);
            if (keys == null) {
                throw new CommandFailed(file + " cannot be restored: it holds no keys");
            }
            keyFile.addAll(new String(zip.getInputStream(keys).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> EncryptionKey.parse(line)
                            .orElseThrow(() -> new CommandFailed(file + " cannot be restored: a key is damaged")))
                    .toList());
            return switch (new DatabaseRestore(postgres.areas()).restore(zip, force)) {
                case Outcome.Restored(BackupManifest manifest) -> manifest;
                case Outcome.NotEmpty(var areas) ->
                    throw new CommandFailed("there is data in the database; --force replaces it");
                case Outcome.Unusable(String reason) ->
                    throw new CommandFailed(file + " cannot be restored: " + reason);
            };
        }
    }

    private static String lines(List<EncryptionKey> keys) {
        return keys.stream().map(key -> key.encoded() + "\n").collect(Collectors.joining());
    }
}
