package io.hexforge.adapter.files.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.PortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BreachedPasswordsFileTest {
    @TempDir
    private Path folder;

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .withUpperCase()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("stolen.txt"), text);
    }

    private static List<String> passwords(int count) {
        return IntStream.range(0, count).mapToObj(i -> "password – " + i).toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 500})
    void knows_each_password_of_the_list_and_no_other(int count) throws IOException {
        var lines = new StringBuilder();
        IntStream.range(0, count)
                .mapToObj(i -> sha1(passwords(count).get(i)) + ":" + (1 << i % 30))
                .sorted()
                .forEach(line -> lines.append(line).append("\r\n"));

        var stolen = BreachedPasswordsFile.open(file(lines.toString()));

        assertThat(passwords(count)).allMatch(each -> stolen.contains(new Secret(each)));
        assertThat(passwords(200)).noneMatch(each -> stolen.contains(new Secret(each + "!")));
    }

    @Test
    void takes_bare_hashes_in_small_letters_without_a_last_line_break() throws IOException {
        List<String> hashes = passwords(9).stream()
                .map(each -> sha1(each).toLowerCase(java.util.Locale.ROOT))
                .sorted()
                .toList();

        var stolen = BreachedPasswordsFile.open(file(String.join("\n", hashes)));

        assertThat(passwords(9)).allMatch(each -> stolen.contains(new Secret(each)));
    }

    @Test
    void refuses_a_file_of_another_kind() throws IOException {
        Path words = file("password\n123456\n");

        assertThatThrownBy(() -> BreachedPasswordsFile.open(words))
                .isInstanceOf(PortException.class)
                .hasMessageContaining("no line with a SHA-1");
        assertThatThrownBy(() -> BreachedPasswordsFile.open(folder.resolve("absent")))
                .isInstanceOf(PortException.class)
                .hasMessageContaining("absent");
    }
}
