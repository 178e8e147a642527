package io.hexforge.domain.gateway;

import org.jspecify.annotations.Nullable;

/// The few facts of a request that are needed before it is sent anywhere.
///
/// @param model as the client wrote it; null when it named none
/// @param usageWanted whether a streaming client asked to see the usage
/// @param promptBytes size of the request's body
/// @param temperature null when not said
public record ChatFacts(
        @Nullable String model,
        boolean stream,
        boolean usageWanted,
        @Nullable Long maxOutputTokens,
        boolean tools,
        long promptBytes,
        @Nullable Double temperature,
        RouteHints hints) {}
