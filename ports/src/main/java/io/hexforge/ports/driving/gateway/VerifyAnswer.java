package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.CheckQuestions;
import io.hexforge.domain.gateway.CheckReport;
import io.hexforge.domain.gateway.OutputCheck;
import io.hexforge.domain.gateway.OutputCheck.Unverified;
import io.hexforge.domain.gateway.Route;
import io.hexforge.ports.driven.gateway.JsonInText;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Has an answer checked by other models before it is given: one looks for harm, one says how sure it is of the answer.
/// What is doubtful is asked of a better model, at most twice. Safe for concurrent use. Blocks: call it on a virtual
/// thread.
public final class VerifyAnswer {
    private static final int MOST_ESCALATIONS = 2;

    private final Settings settings;
    private final CheapestModel cheapest;
    private final JsonInText json;
    private final Executor threads;

    /// @param verifier the model that looks for harm; null for the cheapest that is set up
    /// @param scorer the model that judges confidence; null for the cheapest that is set up
    /// @param ladder models to ask instead, the better the later
    /// @param unverified what becomes of an answer when the verifier fails
    public record Settings(
            @Nullable String verifier, @Nullable String scorer, List<String> ladder, Unverified unverified) {
        public Settings {
            ladder = List.copyOf(ladder);
        }
    }

    public VerifyAnswer(Settings settings, CheapestModel cheapest, JsonInText json, Executor threads) {
        this.settings = settings;
        this.cheapest = cheapest;
        this.json = json;
        this.threads = threads;
    }

    /// Who asks a model on behalf of the same actor.
    public interface Asker {
        /// {@return the answer, or nothing if there is none}
        Optional<Answered> ask(ChatCall call);
    }

    public record Answered(Route route, ChatAnswer answer) {}

    public sealed interface Result {
        /// @param answered what to give, maybe another model's
        record Accepted(Answered answered, CheckReport report) implements Result {}

        record Rejected(Answered answered, CheckReport report) implements Result {}
    }

    /// Checks what came of `call`.
    public Result check(Actor actor, ChatCall call, Answered first, Asker asker) {
        Answered current = first;
        OutputCheck check = examined(actor, call, current, asker);
        for (int escalations = 0; ; escalations++) {
            var report = new CheckReport(check, escalations == 0 ? null : name(first.route()));
            String better = escalations < MOST_ESCALATIONS ? better(current.route()) : null;
            switch (check.verdict(settings.unverified(), better == null)) {
                case ACCEPT -> {
                    return new Result.Accepted(current, report);
                }
                case REJECT -> {
                    return new Result.Rejected(current, report);
                }
                case ESCALATE -> {
                    Optional<Answered> next = better == null ? Optional.empty() : asker.ask(call.withModel(better));
                    if (next.isEmpty()) {
                        return atTheTop(check, current, report);
                    }
                    current = next.get();
                    check = examined(actor, call, current, asker);
                }
            }
        }
    }

    /// The better model has nothing to say, so what there is is judged as if there were none.
    private Result atTheTop(OutputCheck check, Answered current, CheckReport report) {
        return check.verdict(settings.unverified(), true) == OutputCheck.Verdict.ACCEPT
                ? new Result.Accepted(current, report)
                : new Result.Rejected(current, report);
    }

    private OutputCheck examined(Actor actor, ChatCall call, Answered answered, Asker asker) {
        String fallback = cheapest.of(actor).orElseGet(() -> name(answered.route()));
        String scorer = settings.scorer() == null ? fallback : settings.scorer();
        String verifier = settings.verifier() == null ? fallback : settings.verifier();
        ChatAnswer answer = answered.answer();
        var confidence = CompletableFuture.supplyAsync(
                () -> found(asker, CheckQuestions.confidence(scorer, call, answer), OutputCheck.Confidence::of),
                threads);
        OutputCheck.Safety safety = found(asker, CheckQuestions.safety(verifier, call, answer), OutputCheck.Safety::of);
        return new OutputCheck(safety, confidence.join());
    }

    private <T> @Nullable T found(Asker asker, ChatCall question, Function<JsonObject, Optional<T>> read) {
        return asker.ask(question)
                .flatMap(reply -> json.first(reply.answer().text()))
                .flatMap(read)
                .orElse(null);
    }

    /// {@return the rung above the model that answered; the lowest if it stands on none; null at the top}
    private @Nullable String better(Route answered) {
        List<String> ladder = settings.ladder();
        String model = answered.deployment().model();
        int rung = Math.max(ladder.indexOf(name(answered)), ladder.indexOf(model));
        return rung + 1 < ladder.size() ? ladder.get(rung + 1) : null;
    }

    private static String name(Route route) {
        return route.deployment().endpoint().kind().name() + "/"
                + route.deployment().model();
    }
}
