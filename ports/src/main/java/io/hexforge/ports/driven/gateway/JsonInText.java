package io.hexforge.ports.driven.gateway;

import io.hexforge.domain.JsonValue.JsonObject;
import java.util.Optional;

/// Finds JSON in what a model said, which may stand in a code fence or between sentences. Safe for concurrent use.
///
/// Implementations pass `JsonInTextContract`.
public interface JsonInText {
    /// {@return the first object in `text` that is well-formed; never throws}
    Optional<JsonObject> first(String text);
}
