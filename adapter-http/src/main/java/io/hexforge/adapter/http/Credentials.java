package io.hexforge.adapter.http;

import io.hexforge.domain.Actor;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/// What tells who asks.
///
/// @param actors who shows a given API key or token, if it is valid
/// @param fresh whether the owner of a session has proved a factor within the last minutes
/// @param limited whether the owner of a session has to set up a second factor before anything else
public record Credentials(Function<String, Optional<Actor>> actors, Predicate<UUID> fresh, Predicate<UUID> limited) {}
