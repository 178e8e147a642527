package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.RoutingPolicy.Candidate;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import io.hexforge.domain.gateway.RoutingPolicy.Option;
import io.hexforge.domain.gateway.RoutingPolicy.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/// Nodes that route by what each has measured itself, in front of providers that share the load of all. Time is
/// simulated: events run in their order, a second of theirs in microseconds of ours.
final class SimulatedFleet {
    private static final String MODEL = "m";
    private static final long PROMPT = 1_000;
    private static final Duration FAILS_AFTER = Duration.ofMillis(80);
    private static final Duration RESTS = Duration.ofSeconds(10);
    private static final int THRESHOLD = 3;

    /// @param firstMillis mean time to the first token of a provider at rest
    /// @param tokenMillis mean time for a token
    /// @param capacity calls under way at which it takes twice as long
    /// @param price of input and, four times as much, of output
    /// @param down when it fails every call
    /// @param slow when it takes eight times as long
    record Supply(
            String provider,
            double firstMillis,
            double tokenMillis,
            int capacity,
            long price,
            List<Window> down,
            List<Window> slow) {
        static Supply of(String provider, double firstMillis, double tokenMillis, long price) {
            return new Supply(provider, firstMillis, tokenMillis, 4_000, price, List.of(), List.of());
        }

        Supply down(long fromSecond, long toSecond) {
            return new Supply(
                    provider, firstMillis, tokenMillis, capacity, price, with(down, fromSecond, toSecond), slow);
        }

        Supply slow(long fromSecond, long toSecond) {
            return new Supply(
                    provider, firstMillis, tokenMillis, capacity, price, down, with(slow, fromSecond, toSecond));
        }

        private static List<Window> with(List<Window> windows, long from, long to) {
            var more = new ArrayList<>(windows);
            more.add(new Window(from * 1_000, to * 1_000));
            return more;
        }
    }

    record Window(double fromMillis, double toMillis) {
        static boolean any(List<Window> windows, double at) {
            return windows.stream().anyMatch(each -> at >= each.fromMillis && at < each.toMillis);
        }
    }

    /// @param attempts made for it, the one that succeeded included
    record Served(double atMillis, int node, String provider, double millis, long costNanoUsd, int attempts) {}

    /// How a deployment looks from one node.
    private static final class View {
        private Latency latency = Latency.UNMEASURED;
        private int inFlight;
        private int failures;
        private double lastFailure = -1;
        private double openUntil;
    }

    private record Event(double at, long number, Runnable what) {}

    private final List<Supply> supplies;
    private final RoutingPolicy policy;
    private final RouteHints hints;
    private final Random random;
    private final List<Map<String, View>> nodes = new ArrayList<>();
    private final Map<String, Integer> load = new HashMap<>();
    private final Map<String, Supply> byId = new HashMap<>();
    private final List<Candidate> endpoints = new ArrayList<>();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::number));
    private final List<Served> served = new ArrayList<>();
    private double now;
    private long number;

    SimulatedFleet(List<Supply> supplies, RoutingPolicy policy, RouteHints hints, int nodes, long seed) {
        this.supplies = supplies;
        this.policy = policy;
        this.hints = hints;
        random = new Random(seed);
        for (int i = 0; i < nodes; i++) {
            this.nodes.add(new HashMap<>());
        }
        for (Supply supply : supplies) {
            Function<String, ModelFacts> facts = model -> facts(supply);
            endpoints.add(new Candidate(
                    TestRoutes.endpoint(supply.provider()), Set.of(MODEL), facts, id -> TestRoutes.READY));
        }
    }

    /// Lets `requests` arrive at `perSecond`, at random nodes and times.
    List<Served> run(int requests, double perSecond) {
        double arrival = 0;
        for (int i = 0; i < requests; i++) {
            arrival += -Math.log(1 - random.nextDouble()) * 1_000 / perSecond;
            int node = random.nextInt(nodes.size());
            at(arrival, () -> arrive(node));
        }
        while (!events.isEmpty()) {
            Event next = events.poll();
            now = next.at();
            next.what().run();
        }
        return served;
    }

    private void at(double millis, Runnable what) {
        events.add(new Event(millis, number++, what));
    }

    private void arrive(int node) {
        attempt(node, now, 1);
    }

    private void attempt(int node, double arrived, int attempts) {
        Option option = decide(node);
        String id = option.deployment().id();
        View view = view(node, id);
        Supply supply = supplies.stream()
                .filter(each -> each.provider()
                        .equals(option.deployment().endpoint().kind().name()))
                .findFirst()
                .orElseThrow();
        view.inFlight++;
        load.merge(id, 1, Integer::sum);
        double begun = now;
        if (Window.any(supply.down(), now)) {
            at(now + FAILS_AFTER.toMillis(), () -> {
                ended(view, id);
                fail(view, Duration.ofMillis((long) (now - begun)));
                attempt(node, arrived, attempts + 1);
            });
            return;
        }
        double factor = (1 + load.get(id) / (double) supply.capacity()) * (Window.any(supply.slow(), now) ? 8 : 1);
        double first = supply.firstMillis() * factor * noise();
        long output = 100 + random.nextInt(400);
        double total = first + supply.tokenMillis() * factor * noise() * output;
        at(now + total, () -> {
            ended(view, id);
            view.failures = begun > view.lastFailure ? 0 : view.failures;
            view.latency = view.latency.observed(millis(first), millis(total), PROMPT, output, instant());
            long cost = price(supply).cost(Usage.of(PROMPT, output));
            served.add(new Served(arrived, node, supply.provider(), now - arrived, cost, attempts));
        });
    }

    private void ended(View view, String id) {
        view.inFlight--;
        load.merge(id, -1, Integer::sum);
    }

    private void fail(View view, Duration after) {
        view.latency = view.latency.failed(after, PROMPT, instant());
        view.lastFailure = now;
        if (++view.failures >= THRESHOLD) {
            view.openUntil = now + RESTS.toMillis();
        }
    }

    private Option decide(int node) {
        List<Candidate> candidates = endpoints.stream()
                .map(each -> new Candidate(
                        each.endpoint(), each.models(), each.facts(), deployment -> signals(node, deployment)))
                .toList();
        var request = new Request(MODEL, PROMPT, null, Set.of(), hints, RouteFlags.NONE, null);
        return ((Decision.Ranked) policy.decide(request, candidates, instant(), random))
                .options()
                .getFirst();
    }

    private Signals signals(int node, Deployment deployment) {
        View view = view(node, deployment.id());
        Availability availability = view.failures < THRESHOLD
                ? new Availability.Ready()
                : view.openUntil <= now && view.inFlight == 0
                        ? new Availability.Trial()
                        : new Availability.Open(instant().plusMillis(Math.max(1, (long) (view.openUntil - now))));
        return new Signals(availability, view.inFlight, view.latency);
    }

    private View view(int node, String id) {
        return nodes.get(node).computeIfAbsent(id, each -> new View());
    }

    private static ModelFacts facts(Supply supply) {
        return new ModelFacts(supply.provider(), MODEL, null, null, null, price(supply));
    }

    private static Price price(Supply supply) {
        return new Price(new UUID(0, 0), Instant.EPOCH, supply.price(), supply.price(), 0, 4 * supply.price());
    }

    private Instant instant() {
        return TestRoutes.NOW.plusNanos((long) (now * 1e6));
    }

    /// Log-normal with a mean of about 1; one call in a hundred takes twice as long.
    private double noise() {
        return Math.exp(random.nextGaussian() * 0.3 - 0.045);
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos((long) (millis * 1e6));
    }
}
