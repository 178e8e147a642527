package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The tests that the security guide names are there.
class SecurityGuideTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|Contract))\\.([a-z0-9_]+)`");

    @Test
    void every_test_that_the_guide_names_exists() throws IOException {
        Map<String, String> sources = testSources();
        List<String> missing = NAMED.matcher(Files.readString(ROOT.resolve("docs/security.md")))
                .results()
                .filter(named -> !sources.getOrDefault(named.group(1), "").contains("void " + named.group(2) + "("))
                .map(named -> named.group(1) + "." + named.group(2))
                .toList();

        assertThat(sources).hasSizeGreaterThan(100);
        assertThat(missing).isEmpty();
    }

    /// {@return the text of each test class, by its name}
    private static Map<String, String> testSources() throws IOException {
        var sources = new HashMap<String, String>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path tests : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(tests)) {
                    for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                            .toList()) {
                        sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                    }
                }
            }
        }
        return sources;
    }
}
