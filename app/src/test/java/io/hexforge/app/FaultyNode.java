package io.hexforge.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.app.config.Config;
import io.hexforge.app.faults.Api;
import io.hexforge.app.faults.Play;
import io.hexforge.app.faults.Stage;
import io.hexforge.app.faults.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A whole node between its clients and providers that fail, for all tests of a class.
///
/// It has had its share of ordinary requests, which earn the repeats that the failing ones will cost.
final class FaultyNode implements BeforeAllCallback, AfterAllCallback {
    private static final int ORDINARY_REQUESTS = 400;

    private final Stage stage = new Stage();
    private Path home;
    private Node node;
    private String key;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        home = Files.createTempDirectory("hexforge-faults");
        var environment = stage.environment();
        environment.put("HEXFORGE_HOME", home.toString());
        node = Node.serve(Config.from(environment), "test");
        key = node.firstKey().orElseThrow().reveal();
        Play ordinary = play(new Way(Way.Client.OPENAI, "openai", false));
        for (int i = 0; i < ORDINARY_REQUESTS; i++) {
            assertThat(ordinary.askAlone("Hi").complete()).isTrue();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        node.close();
        stage.close();
        try (Stream<Path> all = Files.walk(home)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    Play play(Way way) {
        return play(way, key);
    }

    /// {@return a play whose client has another key}
    Play play(Way way, String otherKey) {
        return stage.play(way, node.url(), otherKey);
    }

    /// {@return the node as its operator sees it}
    Api api() {
        return new Api(node.url(), key);
    }

    /// Tells what the models of all plays cost, in millionths of a US dollar a token, and how much they take.
    void importFacts(long input, long output, long window, long fallbackWindow) {
        String model = """
                {"id":"%1$s","models":[{"id":"%2$s-0","match":{"starts_with":"%2$s-"},"context_window":%3$d,
                "prices":{"input_mtok":%4$d,"output_mtok":%5$d}}]}""";
        String file = "["
                + String.join(
                        ",",
                        model.formatted("openai", "lead", window, input, output),
                        model.formatted("anthropic", "lead", window, input, output),
                        model.formatted("groq", "understudy", fallbackWindow, input, output))
                + "]";
        assertThat(api().post("/v1/prices/import", file).json().path("added").asInt())
                .isEqualTo(3);
    }
}
