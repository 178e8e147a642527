package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.RouteHints.LatencyTarget;
import io.hexforge.domain.gateway.SimulatedFleet.Served;
import io.hexforge.domain.gateway.SimulatedFleet.Supply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Four nodes, each with measurements of its own, in front of one fleet.
class RoutingSimulationTest {
    private static final int REQUESTS = 100_000;
    private static final double PER_SECOND = 100;
    private static final int NODES = 4;
    private static final long USD = 1_000_000_000;

    /// Two of the same kind with bad hours, a dear one that is a little quicker, a cheap one, a hopeless one.
    private static final List<Supply> FLEET = List.of(
            Supply.of("openai", 400, 8, USD).down(60, 120).down(300, 330).slow(200, 230),
            Supply.of("groq", 400, 8, USD).slow(100, 140),
            Supply.of("anthropic", 350, 7, 3 * USD),
            Supply.of("gemini", 900, 20, USD / 2),
            Supply.of("mistral", 2_500, 40, USD));

    @Test
    void costs_less_than_the_best_fixed_choice_of_equal_latency() {
        List<Served> routed = run(FLEET, hints(LatencyTarget.MEDIUM, null));
        long cheapestAsQuick = FLEET.stream()
                .map(supply -> run(List.of(supply), hints(LatencyTarget.MEDIUM, null)))
                .filter(fixed -> meanMillis(fixed) <= meanMillis(routed) * 1.05)
                .mapToLong(RoutingSimulationTest::meanCost)
                .min()
                .orElseThrow();

        assertThat(routed).hasSize(REQUESTS);
        assertThat(meanCost(routed)).isLessThan(cheapestAsQuick * 6 / 10);
    }

    @Test
    void converges_to_the_good_ones_and_comes_back_to_them_after_bad_hours() {
        List<Served> routed = run(FLEET, hints(LatencyTarget.MEDIUM, null));
        Map<String, Double> last = shares(routed.subList(REQUESTS * 9 / 10, REQUESTS));

        assertThat(last.get("openai")).isBetween(0.35, 0.6);
        assertThat(last.get("groq")).isBetween(0.35, 0.6);
        assertThat(last.getOrDefault("mistral", 0.0)).isLessThan(0.005);
        assertThat(meanMillis(routed.subList(REQUESTS * 9 / 10, REQUESTS))).isLessThan(3_100);
    }

    @Test
    void wastes_few_attempts_on_what_fails_and_avoids_what_is_slow() {
        List<Served> routed = run(FLEET, hints(LatencyTarget.MEDIUM, null));
        List<Served> inTheOutage = between(routed, 62, 120);
        List<Served> inTheSlowTime = between(routed, 110, 140);

        assertThat(inTheOutage.stream().mapToInt(Served::attempts).average().orElseThrow())
                .isLessThan(1.02);
        assertThat(inTheOutage).noneMatch(served -> served.provider().equals("openai") && served.attempts() == 1);
        assertThat(shares(inTheSlowTime).getOrDefault("groq", 0.0)).isLessThan(0.1);
    }

    @Test
    void does_not_herd() {
        List<Supply> twins = List.of(Supply.of("openai", 400, 8, USD), Supply.of("groq", 400, 8, USD));
        List<Served> routed = run(twins, hints(LatencyTarget.MEDIUM, null));

        for (int second = 10; second < 900; second += 5) {
            Map<String, Double> shares = shares(between(routed, second, second + 5));
            assertThat(shares.get("openai")).as("second " + second).isBetween(0.25, 0.75);
        }
    }

    @Test
    void does_not_herd_to_one_that_comes_back() {
        List<Supply> twins = List.of(Supply.of("openai", 400, 8, USD).down(100, 200), Supply.of("groq", 400, 8, USD));
        List<Served> routed = run(twins, hints(LatencyTarget.MEDIUM, null));

        for (int second = 200; second < 400; second++) {
            Map<String, Double> shares = shares(between(routed, second, second + 1));
            assertThat(shares.getOrDefault("openai", 0.0))
                    .as("second " + second)
                    .isLessThan(0.96);
        }
        assertThat(shares(between(routed, 260, 400)).get("openai")).isBetween(0.35, 0.65);
    }

    @Test
    void respects_the_latency_that_is_asked_for_at_the_least_cost() {
        List<Served> routed = run(FLEET, hints(LatencyTarget.HIGH, Duration.ofSeconds(6)));
        List<Served> settled = routed.subList(REQUESTS / 20, REQUESTS);
        long late = settled.stream().filter(each -> each.millis() > 6_000).count();

        assertThat(late / (double) settled.size()).isLessThan(0.05);
        assertThat(meanCost(routed)).isLessThan(meanCost(run(List.of(FLEET.get(2)), hints(LatencyTarget.HIGH, null))));
        assertThat(shares(routed.subList(REQUESTS * 9 / 10, REQUESTS)).getOrDefault("gemini", 0.0))
                .isLessThan(0.01);
    }

    @Test
    void pays_for_speed_only_who_is_in_a_hurry() {
        List<Served> hurried = run(FLEET, hints(LatencyTarget.ULTRA_LOW, null));
        List<Served> patient = run(FLEET, hints(LatencyTarget.HIGH, null));

        assertThat(meanMillis(hurried)).isLessThan(meanMillis(patient));
        assertThat(meanCost(hurried)).isGreaterThan(meanCost(patient));
    }

    private static List<Served> run(List<Supply> supplies, RouteHints hints) {
        return new SimulatedFleet(supplies, RoutingPolicy.DEFAULT, hints, NODES, 1).run(REQUESTS, PER_SECOND);
    }

    private static RouteHints hints(LatencyTarget target, @Nullable Duration slo) {
        return TestRoutes.hints(target, slo, false);
    }

    private static List<Served> between(List<Served> all, int fromSecond, int toSecond) {
        return all.stream()
                .filter(each -> each.atMillis() >= fromSecond * 1_000.0 && each.atMillis() < toSecond * 1_000.0)
                .toList();
    }

    private static Map<String, Double> shares(List<Served> served) {
        return served.stream()
                .collect(Collectors.groupingBy(
                        Served::provider,
                        Collectors.collectingAndThen(Collectors.counting(), n -> n / (double) served.size())));
    }

    private static double meanMillis(List<Served> served) {
        return served.stream().mapToDouble(Served::millis).average().orElseThrow();
    }

    private static long meanCost(List<Served> served) {
        return served.stream().mapToLong(Served::costNanoUsd).sum() / served.size();
    }
}
