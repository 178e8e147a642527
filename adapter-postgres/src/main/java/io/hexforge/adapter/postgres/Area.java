package io.hexforge.adapter.postgres;

import java.util.List;
import java.util.Locale;

/// A part of the data that can live in a database of its own. Nothing in the database spans two areas.
public enum Area {
    MAIN,
    IDENTITY;

    /// {@return the schemas whose tables are the area's data}
    List<String> schemas() {
        return switch (this) {
            case MAIN -> List.of("gateway", "job", "project");
            case IDENTITY -> List.of("identity");
        };
    }

    /// {@return the area's folder of migrations and its history table}
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
