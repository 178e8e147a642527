package io.hexforge.domain.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
    private static final Pattern HUNK = Pattern.compile("@@ -(\\d+)(?:,(\\d+))? \\+(\\d+)(?:,(\\d+))? @@");

    private static UnifiedDiff diff(String old, String fresh) {
        return UnifiedDiff.of("a/x", new Content(old), "b/x", new Content(fresh));
    }

    @Test
    void is_written_as_diff_writes_it() {
        assertThat(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9"))
                .isEqualTo(new UnifiedDiff("""
                        --- a/x
                        +++ b/x
                        @@ -2,8 +2,8 @@
                         2
                         3
                         4
                        -5
                        +five
                         6
                         7
                         8
                        -9
                        +9
                        \\ No newline at end of file
                        """, 2, 2));
        assertThat(diff("", "a\n").text()).isEqualTo("--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+a\n");
        assertThat(diff("a\n", "a\n")).isEqualTo(new UnifiedDiff("", 0, 0));
    }

    @Test
    void changes_that_are_far_apart_are_shown_apart() {
        String middle = "m\n".repeat(20);

        assertThat(diff("a\n" + middle + "b\n", "A\n" + middle + "B\n")
                        .text()
                        .lines()
                        .filter(line -> line.startsWith("@@")))
                .containsExactly("@@ -1,4 +1,4 @@", "@@ -19,4 +19,4 @@");
    }

    @Test
    void texts_that_have_little_in_common_do_not_take_forever() {
        String old = "a\n".repeat(25_000) + "x\ny\n".repeat(12_000);
        String fresh = "y\nx\nb\n".repeat(16_000);

        UnifiedDiff diff = diff(old, fresh);

        assertThat(patched(old, diff.text())).isEqualTo(fresh);
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> lines = Arbitraries.of("a\n", "b\n", "c\n", "\n", "a\r\n", "@@ -1 +1 @@\n");
        return lines.list().ofMaxSize(30).map(list -> String.join("", list));
    }

    @Property(tries = 2000)
    void leads_from_one_text_to_the_other(
            @ForAll("texts") String old, @ForAll("texts") String fresh, @ForAll boolean open) {
        String end = open ? "end" : "";

        UnifiedDiff diff = diff(old + end, fresh);

        assertThat(patched(old + end, diff.text())).isEqualTo(fresh);
        assertThat(diff.text().isEmpty()).isEqualTo((old + end).equals(fresh));
        long lines = fresh.lines().count() - (old + end).lines().count();
        assertThat(diff.added() - diff.removed()).isEqualTo((int) lines);
    }

    /// {@return what `patch` would make of it}
    private static String patched(String old, String diff) {
        List<String> before = new ArrayList<>(List.of(old.split("(?<=\n)")));
        if (old.isEmpty()) {
            before.clear();
        }
        String[] lines = diff.split("(?<=\n)");
        var after = new StringBuilder();
        int next = 0;
        for (int i = 2; i < lines.length; ) {
            Matcher hunk = HUNK.matcher(lines[i].strip());
            assertThat(hunk.matches()).as(lines[i]).isTrue();
            int removed = hunk.group(2) == null ? 1 : Integer.parseInt(hunk.group(2));
            int added = hunk.group(4) == null ? 1 : Integer.parseInt(hunk.group(4));
            int start = Integer.parseInt(hunk.group(1)) - (removed == 0 ? 0 : 1);
            for (; next < start; next++) {
                after.append(before.get(next));
            }
            i++;
            while (removed > 0 || added > 0) {
                char sign = lines[i].charAt(0);
                String line = lines[i].substring(1);
                if (i + 1 < lines.length && lines[i + 1].startsWith("\\")) {
                    line = line.substring(0, line.length() - 1);
                    i++;
                }
                i++;
                if (sign != '+') {
                    assertThat(before.get(next++)).isEqualTo(line);
                    removed--;
                }
                if (sign != '-') {
                    after.append(line);
                    added--;
                }
            }
        }
        for (; next < before.size(); next++) {
            after.append(before.get(next));
        }
        return after.toString();
    }
}
