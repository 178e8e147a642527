package io.hexforge.domain.gateway;

import io.hexforge.domain.JsonValue;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a client asks of the choice of a deployment and of the answer: the `hexforge` object of a request.
///
/// @param intent what the text is for, such as `code-gen`; null when not said
/// @param taskType `research`, `qa`, `code`, `pedagogy`, `wireframe` or another word; null when not said
/// @param latencySlo the time within which the whole answer is wanted
/// @param costPriority whether cost matters more than speed
/// @param maxCostNanoUsd most that the call may cost
/// @param fallbacks models to take when the one that was asked for cannot answer, best first
/// @param cache whether the answer may come from the cache and be kept there; null: as the sampling suggests
/// @param cacheTtl how long to keep the answer; null for the configured time
/// @param rag the `rag` member as it stands; null when absent
/// @param verify whether the answer is to be checked before it is given
public record RouteHints(
        @Nullable String intent,
        @Nullable String taskType,
        LatencyTarget latencyTarget,
        @Nullable Duration latencySlo,
        boolean costPriority,
        @Nullable Long maxCostNanoUsd,
        List<String> fallbacks,
        Providers providers,
        @Nullable Boolean cache,
        @Nullable Duration cacheTtl,
        @Nullable JsonValue rag,
        boolean verify) {
    public static final RouteHints NONE = new RouteHints(
            null, null, LatencyTarget.MEDIUM, null, false, null, List.of(), Providers.ANY, null, null, null, false);

    public enum LatencyTarget {
        ULTRA_LOW,
        LOW,
        MEDIUM,
        HIGH
    }

    /// Which providers may serve; canonical names.
    ///
    /// @param only if not empty, no others
    /// @param ignore never these
    /// @param order these first, in this order, others after them
    public record Providers(List<String> only, List<String> ignore, List<String> order) {
        public static final Providers ANY = new Providers(List.of(), List.of(), List.of());

        public Providers {
            only = List.copyOf(only);
            ignore = List.copyOf(ignore);
            order = List.copyOf(order);
        }
    }

    public RouteHints {
        fallbacks = List.copyOf(fallbacks);
    }
}
