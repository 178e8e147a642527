package io.hexforge.domain.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilePathTest {
    private static final Path ROOT = Path.of("/root/of/all");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "src/app/(shop)/[id]/page.tsx",
                "src/app/[[...slug]]/@modal/(..)photo/page.tsx",
                "a b/c d.txt",
                ".env",
                "..a/b..",
                "caf\u00e9/\ud83d\ude00.txt"
            })
    void takes_what_projects_have(String text) {
        assertThat(FilePath.of(text).value()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/etc/passwd",
                "..",
                "a/../b",
                "a/./b",
                "./a",
                "a//b",
                "a/",
                "a/ /b",
                "a\\b",
                "..\\a",
                "C:/x",
                "c:x",
                "a\u0000",
                "a\n",
                "a\u0085b",
                "a\u2028b",
                "a\u202eb",
                "a\ud800b"
            })
    void refuses_what_leads_elsewhere_or_looks_like_something_else(String text) {
        assertThat(FilePath.problem(text)).isNotNull();
    }

    @Test
    void counts_characters_and_composes_them() {
        assertThat(FilePath.problem("\ud83d\ude00".repeat(500))).isNull();
        assertThat(FilePath.problem("x".repeat(501))).isNotNull();
        assertThat(FilePath.of("cafe\u0301").value()).isEqualTo("caf\u00e9");
        assertThat(FilePath.of("a/b/c").folders()).containsExactly(FilePath.of("a"), FilePath.of("a/b"));
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.oneOf(
                Arbitraries.of(
                        "/", "..", ".", "\\", "a", "[id]", "%2e", "C:", "\u0000", "\n", " ", "~", "\u0338", "e\u0301"),
                Arbitraries.strings().ofMaxLength(3));
        return pieces.list().ofMaxSize(8).map(list -> String.join("", list));
    }

    @Property(tries = 3000)
    void whatever_is_taken_stays_below_the_folder_and_is_taken_again(@ForAll("texts") String text) {
        if (FilePath.problem(text) != null) {
            return;
        }
        FilePath path = FilePath.of(text);

        assertThat(Normalizer.isNormalized(path.value(), Normalizer.Form.NFC)).isTrue();
        assertThat(FilePath.of(path.value())).isEqualTo(path);
        Path resolved = ROOT.resolve(path.value());
        assertThat(resolved.normalize()).isEqualTo(resolved).startsWithRaw(ROOT).isNotEqualTo(ROOT);
        assertThat(resolved.getNameCount() - ROOT.getNameCount())
                .isEqualTo(path.folders().size() + 1);
    }

    @Property(tries = 500)
    void is_ordered_by_code_points(@ForAll("texts") String first, @ForAll("texts") String second) {
        if (FilePath.problem(first) == null && FilePath.problem(second) == null) {
            List<FilePath> paths = new ArrayList<>(List.of(FilePath.of(first), FilePath.of(second)));
            Collections.sort(paths);
            int[] a = paths.get(0).value().codePoints().toArray();
            int[] b = paths.get(1).value().codePoints().toArray();
            assertThat(java.util.Arrays.compare(a, b)).isNotPositive();
        }
    }
}
