package io.hexforge.adapter.files.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.ports.driven.ops.BlobStore;
import io.hexforge.ports.driven.ops.BlobStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobFolderTest implements BlobStoreContract {
    @TempDir
    private Path home;

    @Override
    public BlobStore blobs() {
        return new BlobFolder(home.resolve("blobs"));
    }

    @Test
    void nobody_else_may_read_it() throws IOException {
        put("avatars/ada/1.png", new byte[] {1});

        Path file = home.resolve("blobs/avatars/ada/1.png");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void nothing_unfinished_is_left_behind() throws IOException {
        what_cannot_be_read_to_its_end_changes_nothing();

        try (var files = Files.walk(home)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }
}
