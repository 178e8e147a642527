package io.hexforge.ports.driven.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.domain.ops.BlobKey;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.Race;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every blob store does. Each test gets an empty one.
public interface BlobStoreContract {
    BlobStore blobs();

    default void put(String key, byte[] content) {
        blobs().put(new BlobKey(key), new ByteArrayInputStream(content));
    }

    default Optional<byte[]> read(String key) {
        return blobs().find(new BlobKey(key)).map(BlobStoreContract::bytes);
    }

    private static byte[] bytes(InputStream in) {
        try (in) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    default void gives_back_what_was_put_in() {
        put("avatars/ada/1.png", new byte[] {0, 1, -1, 127, -128});
        put("avatars/empty", new byte[0]);

        assertThat(read("avatars/ada/1.png")).hasValue(new byte[] {0, 1, -1, 127, -128});
        assertThat(read("avatars/empty")).hasValue(new byte[0]);
        assertThat(read("avatars/ada/2.png")).isEmpty();
        assertThat(read("avatars")).isEmpty();
    }

    @Test
    default void the_last_one_wins() {
        put("a/b", "a much longer first content".getBytes(UTF_8));
        put("a/b", "second".getBytes(UTF_8));

        assertThat(read("a/b")).hasValue("second".getBytes(UTF_8));
    }

    @Test
    default void what_cannot_be_read_to_its_end_changes_nothing() {
        put("a/b", "first".getBytes(UTF_8));
        InputStream breaking = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("the client left");
                }
                return 'x';
            }
        };

        assertThatExceptionOfType(PortException.class).isThrownBy(() -> blobs().put(new BlobKey("a/b"), breaking));

        assertThat(read("a/b")).hasValue("first".getBytes(UTF_8));
    }

    @Test
    default void deletes_one_or_all_below_a_key_and_nothing_beside() {
        for (String key : List.of("u/1/a", "u/1/b/c", "u/10/a", "u/2")) {
            put(key, new byte[] {1});
        }

        assertThat(blobs().delete(new BlobKey("u/1"))).isEqualTo(2);
        assertThat(blobs().delete(new BlobKey("u/1"))).isZero();
        assertThat(blobs().delete(new BlobKey("u/2"))).isEqualTo(1);
        assertThat(read("u/1/a")).isEmpty();
        assertThat(read("u/1/b/c")).isEmpty();
        assertThat(read("u/10/a")).isPresent();
    }

    @Test
    default void what_is_being_read_does_not_change() throws IOException {
        put("a", "first".getBytes(UTF_8));
        try (InputStream reading = blobs().find(new BlobKey("a")).orElseThrow()) {
            put("a", "other".getBytes(UTF_8));

            assertThat(reading.readAllBytes()).isEqualTo("first".getBytes(UTF_8));
        }
    }

    @Test
    default void readers_beside_fifty_writers_see_whole_contents_only() {
        put("shared", new byte[200_000]);

        List<byte[]> seen = Race.ofFifty(i -> {
            byte[] own = new byte[200_000];
            Arrays.fill(own, (byte) i);
            put("shared", own);
            return read("shared").orElseThrow();
        });

        assertThat(seen).allSatisfy(content -> {
            assertThat(content).hasSize(200_000);
            byte[] expected = new byte[200_000];
            Arrays.fill(expected, content[0]);
            assertThat(Arrays.equals(content, expected)).isTrue();
        });
    }
}
