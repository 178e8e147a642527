package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.ops.Standing;
import java.util.List;
import java.util.function.Consumer;

/// Who calls a model, and as which request.
///
/// @param requestId as the answer's `X-Request-ID` says
/// @param limits is told where the caller's limits stand, before the call begins
public record Caller(Actor actor, String requestId, Consumer<List<Standing>> limits) {
    /// A caller whom limits concern only when they refuse.
    public static Caller of(Actor actor, String requestId) {
        return new Caller(actor, requestId, standings -> {});
    }
}
