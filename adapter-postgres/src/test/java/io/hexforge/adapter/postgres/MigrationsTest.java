package io.hexforge.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationsTest {
    private static final Path FOLDER = Path.of("src/main/resources/db/migration");
    private static final Pattern NAME = Pattern.compile("V(\\d+)__[a-z0-9_]+\\.sql");

    @ParameterizedTest
    @EnumSource(Area.class)
    void are_numbered_one_by_one(Area area) throws IOException {
        Map<Integer, List<String>> byNumber = files(area).stream()
                .collect(Collectors.groupingBy(MigrationsTest::number, TreeMap::new, Collectors.toList()));

        assertThat(byNumber.values())
                .as("files of one number")
                .isNotEmpty()
                .allSatisfy(files -> assertThat(files).hasSize(1));
        assertThat(byNumber.keySet())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, byNumber.size()).boxed().toList());
    }

    private static List<String> files(Area area) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(area.id()))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static int number(String file) {
        Matcher matcher = NAME.matcher(file);
        assertThat(matcher.matches()).as(file).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
