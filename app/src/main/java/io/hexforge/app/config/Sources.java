package io.hexforge.app.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Where settings come from, strongest first. An empty value counts as absent.
public record Sources(List<Source> layers) {
    /// A named set of values, such as the environment.
    public record Source(String name, Map<String, String> values) {
        public Source {
            values = values.entrySet().stream()
                    .filter(entry -> !entry.getValue().isBlank())
                    .collect(Collectors.toUnmodifiableMap(
                            Map.Entry::getKey, entry -> entry.getValue().strip()));
        }
    }

    /// A value and the name of the source it was found in.
    record Found(String value, String source) {}

    public Sources {
        layers = List.copyOf(layers);
    }

    /// Command line over environment over `.env`.
    public static Sources of(Map<String, String> commandLine, Map<String, String> environment, Path dotEnv) {
        return new Sources(List.of(
                new Source("command line", commandLine),
                new Source("environment", environment),
                new Source(".env", parse(dotEnv))));
    }

    Optional<Found> find(String name) {
        return layers.stream()
                .filter(layer -> layer.values().containsKey(name))
                .map(layer -> new Found(layer.values().getOrDefault(name, ""), layer.name()))
                .findFirst();
    }

    /// The names set anywhere that `wanted` accepts.
    Stream<String> names(Predicate<String> wanted) {
        return layers.stream()
                .flatMap(layer -> layer.values().keySet().stream())
                .filter(wanted)
                .distinct()
                .sorted();
    }

    private static Map<String, String> parse(Path dotEnv) {
        if (!Files.isRegularFile(dotEnv)) {
            return Map.of();
        }
        try {
            var values = new LinkedHashMap<String, String>();
            for (String line : Files.readAllLines(dotEnv)) {
                parse(line, values);
            }
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void parse(String line, Map<String, String> into) {
        String text = line.strip();
        int equals = text.indexOf('=');
        if (text.startsWith("#") || equals < 1) {
            return;
        }
        String name = text.substring(0, equals).strip();
        into.put(name.startsWith("export ") ? name.substring(7).strip() : name, unquoted(text.substring(equals + 1)));
    }

    private static String unquoted(String raw) {
        String value = raw.strip();
        if (value.length() >= 2 && (value.startsWith("\"") || value.startsWith("'"))) {
            int end = value.indexOf(value.charAt(0), 1);
            return end < 0 ? value : value.substring(1, end);
        }
        int comment = value.indexOf(" #");
        return comment < 0 ? value : value.substring(0, comment).strip();
    }
}
