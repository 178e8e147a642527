package io.hexforge.app;

import io.hexforge.adapter.postgres.OwnerOnly;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The encryption keys of an installation: `encryption.keys` in its home (0600), one a line, the current one first,
/// then older ones that can only open. A key from the configuration, if there is one, comes before all of them.
final class KeyFile {
    static final String NAME = "encryption.keys";

    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);

    private final Path home;
    private final Path file;
    private final @Nullable EncryptionKey configured;
    private final SecureRandom random;

    KeyFile(Path home, @Nullable EncryptionKey configured, SecureRandom random) {
        this.home = home;
        this.file = home.resolve(NAME);
        this.configured = configured;
        this.random = random;
    }

    Path path() {
        return file;
    }

    /// {@return all keys, the current one first; makes one if there is none}
    List<EncryptionKey> load() {
        var keys = new ArrayList<EncryptionKey>();
        if (configured != null) {
            keys.add(configured);
        }
        keys.addAll(stored());
        if (keys.isEmpty()) {
            keys.add(EncryptionKey.generate(random));
            store(keys);
            LOG.warn(
                    "An encryption key was made and kept in {}; without this file stored provider keys are lost,"
                            + " so back it up, or set ENCRYPTION_KEY",
                    file);
        }
        return keys;
    }

    /// Puts keys before the stored ones; the first becomes the current one.
    void addAll(List<EncryptionKey> first) {
        var keys = new ArrayList<>(first);
        stored().stream()
                .filter(key -> first.stream().noneMatch(each -> each.id().equals(key.id())))
                .forEach(keys::add);
        store(keys);
    }

    /// Forgets all stored keys but `key`.
    void keepOnly(EncryptionKey key) {
        store(List.of(key));
    }

    private List<EncryptionKey> stored() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .map(line -> EncryptionKey.parse(line)
                            .orElseThrow(() -> new IllegalStateException(file + " holds a line that is no key")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void store(List<EncryptionKey> keys) {
        try {
            OwnerOnly.directory(home);
            OwnerOnly.write(file, keys.stream().map(key -> key.encoded() + "\n").collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
