package io.hexforge.app.config;

import io.hexforge.domain.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads settings one by one, remembers the effective value of each and where it came from, and collects what is wrong
/// instead of stopping at the first problem. Used by one thread while a [Config] is built.
final class Settings {
    private final Sources sources;
    private final Map<String, Setting> effective = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> deprecations = new ArrayList<>();

    Settings(Sources sources) {
        this.sources = sources;
    }

    String text(String name, String fallback, String... olderNames) {
        return find(name, olderNames).map(found -> shown(name, found)).orElseGet(() -> defaulted(name, fallback));
    }

    /// @param whenAbsent what is shown when it is not set; nothing is shown if this is empty
    Optional<String> optional(String name, String whenAbsent, String... olderNames) {
        Optional<String> value = find(name, olderNames).map(found -> shown(name, found));
        if (value.isEmpty() && !whenAbsent.isEmpty()) {
            defaulted(name, whenAbsent);
        }
        return value;
    }

    Optional<Secret> secret(String name, String whenAbsent, String... olderNames) {
        Optional<Sources.Found> found = find(name, olderNames);
        if (found.isEmpty() && !whenAbsent.isEmpty()) {
            defaulted(name, whenAbsent);
        }
        return found.map(f -> {
            var secret = new Secret(f.value());
            effective.put(name, new Setting(name, secret.preview(), f.source()));
            return secret;
        });
    }

    int integer(String name, int fallback, int from, int to) {
        String accepts = "a whole number from " + from + " to " + to;
        return parsed(name, Integer.toString(fallback), fallback, accepts, text -> {
            int number = Integer.parseInt(text);
            if (number < from || number > to) {
                throw new IllegalArgumentException();
            }
            return number;
        });
    }

    boolean flag(String name, boolean fallback, String... olderNames) {
        return parsed(
                name,
                Boolean.toString(fallback),
                fallback,
                "true or false",
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on", "1" -> true;
                    case "false", "no", "off", "0" -> false;
                    default -> throw new IllegalArgumentException();
                },
                olderNames);
    }

    <E extends Enum<E>> E choice(String name, E fallback, String... olderNames) {
        E[] all = fallback.getDeclaringClass().getEnumConstants();
        String accepts = "one of "
                + Arrays.stream(all).map(e -> e.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
        return parsed(
                name,
                fallback.name().toLowerCase(Locale.ROOT),
                fallback,
                accepts,
                text -> Enum.valueOf(fallback.getDeclaringClass(), text.toUpperCase(Locale.ROOT)),
                olderNames);
    }

    /// Values separated by commas or blanks.
    List<String> list(String name, String whenAbsent, String... olderNames) {
        return optional(name, whenAbsent, olderNames).stream()
                .flatMap(text -> Stream.of(text.split("[,\\s]+")))
                .filter(part -> !part.isBlank())
                .toList();
    }

    /// The value of `name` through `parse`, which throws [IllegalArgumentException] for what is not acceptable.
    <T> T parsed(
            String name,
            String shownDefault,
            T fallback,
            String accepts,
            Function<String, T> parse,
            String... olderNames) {
        Optional<Sources.Found> found = find(name, olderNames);
        if (found.isEmpty()) {
            defaulted(name, shownDefault);
            return fallback;
        }
        shown(name, found.get());
        try {
            return parse.apply(found.get().value());
        } catch (IllegalArgumentException e) {
            problem(name, "accepts " + accepts + ", not '" + found.get().value() + "'");
            return fallback;
        }
    }

    Stream<String> names(Predicate<String> wanted) {
        return sources.names(wanted);
    }

    /// Notes how `name` is shown, for values that are neither plain nor secret (a URL with a password in it).
    void show(String name, String value) {
        effective.computeIfPresent(name, (key, old) -> new Setting(key, value, old.source()));
    }

    void problem(String name, String what) {
        problems.add(name + " " + what);
    }

    List<Setting> effective() {
        return List.copyOf(effective.values());
    }

    List<String> deprecations() {
        return List.copyOf(deprecations);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    private Optional<Sources.Found> find(String name, String... olderNames) {
        Optional<Sources.Found> current = sources.find(name);
        for (String older : olderNames) {
            Optional<Sources.Found> found = sources.find(older);
            if (found.isPresent()) {
                deprecations.add(older + " is an older name of " + name
                        + (current.isPresent() ? ", which is set too and wins" : "; please rename it"));
            }
            if (current.isEmpty()) {
                current = found.map(f -> new Sources.Found(f.value(), f.source() + " (as " + older + ")"));
            }
        }
        return current;
    }

    private String shown(String name, Sources.Found found) {
        effective.put(name, new Setting(name, found.value(), found.source()));
        return found.value();
    }

    private String defaulted(String name, String value) {
        effective.put(name, new Setting(name, value, "default"));
        return value;
    }
}
