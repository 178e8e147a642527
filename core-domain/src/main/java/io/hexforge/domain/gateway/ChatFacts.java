package io.hexforge.domain.gateway;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The few facts of a request that are needed before it is sent anywhere.
///
/// @param model as the client wrote it; null when it named none
/// @param usageWanted whether a streaming client asked to see the usage
/// @param promptBytes size of the request's body, with each image as long as text of as many tokens
/// @param temperature null when not said
/// @param needs what the model must be able to do
public record ChatFacts(
        @Nullable String model,
        boolean stream,
        boolean usageWanted,
        @Nullable Long maxOutputTokens,
        boolean tools,
        long promptBytes,
        @Nullable Double temperature,
        RouteHints hints,
        Set<Capability> needs) {
    public ChatFacts {
        needs = Set.copyOf(needs);
    }

    /// A request that needs no more than perhaps tools.
    public ChatFacts(
            @Nullable String model,
            boolean stream,
            boolean usageWanted,
            @Nullable Long maxOutputTokens,
            boolean tools,
            long promptBytes,
            @Nullable Double temperature,
            RouteHints hints) {
        this(
                model,
                stream,
                usageWanted,
                maxOutputTokens,
                tools,
                promptBytes,
                temperature,
                hints,
                tools ? Set.of(Capability.TOOLS) : Set.of());
    }
}
