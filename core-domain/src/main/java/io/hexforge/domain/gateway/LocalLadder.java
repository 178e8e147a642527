package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.RouteHints.LatencyTarget;
import io.hexforge.domain.gateway.RoutingPolicy.Request;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The small models that people run on their own machines, from the quickest to the best, and which of them suits
/// what.
final class LocalLadder {
    private static final String GEMMA = "gemma:2b";
    private static final String PHI = "phi3:3.8b";
    private static final String QWEN = "qwen2.5:3b";
    private static final String MISTRAL = "mistral:7b";
    private static final List<String> RUNGS = List.of(GEMMA, PHI, QWEN, MISTRAL);

    private static final Set<String> LABELS = Set.of("classification", "status", "microop");
    private static final Set<String> READING = Set.of("rag", "retrieval", "translation");
    private static final Set<String> WRITING = Set.of("summarize", "explain", "code-gen", "code", "creative", "legal");

    private static final long SHORT = 100;
    private static final long CHATTY = 2_000;
    private static final long LONG = 8_000;

    private LocalLadder() {}

    /// {@return the model of the ladder that suits best among those that are there: the right rung, else the next
    /// better one, else the next worse one}
    static Optional<String> first(Request request, Set<String> models) {
        int right = RUNGS.indexOf(rung(request));
        Stream<String> better = RUNGS.subList(right, RUNGS.size()).stream();
        Stream<String> worse = RUNGS.subList(0, right).reversed().stream();
        return Stream.concat(better, worse).filter(models::contains).findFirst();
    }

    /// The first rule that holds decides.
    private static String rung(Request request) {
        RouteHints hints = request.hints();
        String intent = hints.intent() == null ? "chat" : hints.intent().toLowerCase(Locale.ROOT);
        long length = request.promptTokens();
        if (hints.latencyTarget() == LatencyTarget.ULTRA_LOW
                || LABELS.contains(intent)
                || (hints.costPriority() && length < SHORT)) {
            return GEMMA;
        }
        if (length > LONG || READING.contains(intent)) {
            return QWEN;
        }
        if (hints.latencyTarget() == LatencyTarget.LOW || (intent.equals("chat") && length < CHATTY)) {
            return PHI;
        }
        return WRITING.contains(intent) ? MISTRAL : PHI;
    }
}
