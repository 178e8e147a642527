package io.hexforge.adapter.llm.wall;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the wall serves and to whom. Safe for concurrent use.
final class Catalogue {
    static final String DEFAULT_KEY = "sk-wall";

    private final Set<String> added = new CopyOnWriteArraySet<>();
    private volatile @Nullable String key = DEFAULT_KEY;

    /// @param newKey the only valid one; null: anybody may come
    void key(@Nullable String newKey) {
        key = newKey;
    }

    boolean accepts(@Nullable String presented) {
        String valid = key;
        return valid == null || valid.equals(presented);
    }

    void add(String... models) {
        added.addAll(Arrays.asList(models));
    }

    /// {@return a vendor's own models and those that were added to all}
    List<String> models(Set<String> own) {
        var all = new LinkedHashSet<>(own);
        all.addAll(added);
        return List.copyOf(all);
    }

    boolean serves(Set<String> own, String model) {
        return Stream.of(own, added).anyMatch(models -> models.contains(model));
    }
}
