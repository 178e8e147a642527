package io.hexforge.app.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.adapter.llm.wall.Attempt;
import io.hexforge.adapter.llm.wall.Fault;
import io.hexforge.adapter.llm.wall.Request;
import io.hexforge.adapter.llm.wall.Wall;
import io.hexforge.ports.driven.Race;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// One test's own models: what it breaks, what it asks, and what the walls saw of it.
public final class Play {
    private final Way way;
    private final Asking asking;
    private final Wall primary;
    private final String model;
    private final Wall fallback;
    private final String understudy;
    private final Api api;

    Play(Way way, Asking asking, Wall primary, String model, Wall fallback, String understudy) {
        this.api = new Api(asking.node(), asking.key());
        this.way = way;
        this.asking = asking;
        this.primary = primary;
        this.model = model;
        this.fallback = fallback;
        this.understudy = understudy;
    }

    /// Lets the primary model fail for ever.
    public Play breaking(Fault fault) {
        primary.when(meant(model), fault);
        return this;
    }

    /// Lets the primary model fail `times` times.
    public Play breaking(Fault fault, int times) {
        var left = new AtomicInteger(times);
        primary.when(meant(model).and(request -> left.getAndDecrement() > 0), fault);
        return this;
    }

    /// Lets the primary model fail while `broken` says so.
    public Play breakingWhile(Fault fault, BooleanSupplier broken) {
        primary.when(meant(model).and(request -> broken.getAsBoolean()), fault);
        return this;
    }

    public Play breakingFallback(Fault fault) {
        fallback.when(meant(understudy), fault);
        return this;
    }

    private static Predicate<Request> meant(String model) {
        String quoted = "\"" + model + "\"";
        return request -> request.method().equals("POST") && head(request).contains(quoted);
    }

    /// Enough of a body to hold the model's name, since bodies may be huge.
    private static String head(Request request) {
        byte[] body = request.body();
        return new String(body, 0, Math.min(body.length, 1_000), StandardCharsets.UTF_8);
    }

    public Heard askAlone(String text) {
        return asking.ask(way, body(text));
    }

    public Heard askWithFallback(String text) {
        return asking.ask(way, Asking.body(way, model(), text, List.of(fallbackModel())));
    }

    /// {@return a request without fallbacks}
    private ObjectNode body(String text) {
        return Asking.body(way, model(), text, List.of());
    }

    public Caller call(String text) {
        return asking.call(way, body(text));
    }

    /// {@return the model's whole name}
    String model() {
        return way.provider() + "/" + model;
    }

    String fallbackModel() {
        return "groq/" + understudy;
    }

    public List<Attempt> attempts() {
        return of(primary, model);
    }

    public List<Attempt> fallbackAttempts() {
        return of(fallback, understudy);
    }

    private static List<Attempt> of(Wall wall, String model) {
        Predicate<Request> meant = meant(model);
        return wall.log().all().stream()
                .filter(attempt -> meant.test(attempt.request()))
                .toList();
    }

    /// Waits until a call of this play stands in the books.
    ///
    /// @return all of its records: of the primary model, then of the fallback
    public List<JsonNode> records() {
        var found = new ArrayList<JsonNode>();
        Race.until(() -> {
            for (String each : List.of(model, understudy)) {
                api.get("/v1/usage?model=" + each).json().path("items").forEach(found::add);
            }
            return !found.isEmpty();
        });
        return found;
    }

    /// Waits for an attempt at the primary model that is as wished.
    public Attempt awaitAttempt(Predicate<Attempt> wish) {
        Predicate<Request> meant = meant(model);
        return primary.log()
                .await(Duration.ofSeconds(3), attempt -> meant.test(attempt.request()) && wish.test(attempt));
    }

    /// {@return how long passed between each attempt at the primary model and the next}
    public List<Duration> gaps() {
        List<Attempt> all = attempts();
        return IntStream.range(1, all.size())
                .mapToObj(i -> Duration.between(all.get(i - 1).at(), all.get(i).at()))
                .toList();
    }
}
