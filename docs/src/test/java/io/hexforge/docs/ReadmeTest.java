package io.hexforge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Path ROOT = Path.of("..");
    private static final Path README = ROOT.resolve("README.md");
    private static final Pattern MODULE = Pattern.compile("<module>([a-z-]+)</module>");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");
    private static final Pattern LINK = Pattern.compile("]\\((docs/[a-z-]+\\.md)\\)");

    @Test
    void the_map_of_modules_is_complete() throws IOException {
        String map = Files.readString(README).split("(?m)^## Modules$", 2)[1];

        assertThat(all(ROW, map))
                .containsExactlyInAnyOrderElementsOf(all(MODULE, Files.readString(ROOT.resolve("pom.xml"))));
    }

    @Test
    void links_lead_to_guides_that_are_there() throws IOException {
        assertThat(all(LINK, Files.readString(README)))
                .hasSizeGreaterThan(5)
                .allSatisfy(guide -> assertThat(ROOT.resolve(guide)).exists());
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
