package io.hexforge.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConfigurationGuideTest {
    private static final Path GUIDE = Path.of("..", "docs", "configuration.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z0-9_]+)` \\|");

    @Test
    void the_guide_describes_exactly_the_settings_that_are_read() throws IOException {
        var everyProvider = new HashMap<String, String>();
        for (ProviderKind kind : ProviderCatalogue.all()) {
            if (kind.dialect() != Dialect.CANONICAL) {
                String prefix = kind.name().toUpperCase(Locale.ROOT).replace('-', '_');
                everyProvider.put(prefix + "_API_KEY", "a-key");
                everyProvider.put(prefix + "_BASE_URL", "https://example.org");
            }
        }
        List<String> read = Config.from(everyProvider).settings().stream()
                .map(Setting::name)
                .toList();

        List<String> described = ROW.matcher(Files.readString(GUIDE))
                .results()
                .map(row -> row.group(1))
                .toList();

        assertThat(described).containsExactlyInAnyOrderElementsOf(read);
    }
}
