package io.hexforge.domain.gateway;

import static io.hexforge.domain.gateway.TestRoutes.NOW;
import static io.hexforge.domain.gateway.TestRoutes.describe;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.RouteHints.LatencyTarget;
import io.hexforge.domain.gateway.RouteHints.Providers;
import io.hexforge.domain.gateway.RoutingPolicy.Candidate;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import io.hexforge.domain.gateway.RoutingPolicy.Decision.NoneLeft;
import io.hexforge.domain.gateway.RoutingPolicy.Decision.Ranked;
import io.hexforge.domain.gateway.RoutingPolicy.Request;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is dropped, what comes first, and what the client is told when nothing is left.
class RankingTest {
    private static final long USD = 1_000_000_000;

    private final Offering openai = new Offering("openai", "gpt-5", "gpt-5-mini", "text-embedding-3-small");
    private final Offering groq = new Offering("groq", "gpt-5", "llama-4");
    private final Offering anthropic = new Offering("anthropic", "claude-sonnet-4-5");

    @Test
    void tries_the_fallbacks_in_turn_and_then_the_operators_order() {
        var policy = policy(List.of("groq", "anthropic"));
        Request request = request("gpt-5-mini", fallbacks("claude-sonnet-4-5", "groq/llama-4"));

        assertThat(describe(decide(policy, request, openai, groq, anthropic)))
                .isEqualTo("openai/gpt-5-mini model-owner, anthropic/claude-sonnet-4-5 fallback, "
                        + "groq/llama-4 fallback, groq/gpt-5 fallback-order");
        assertThat(describe(decide(policy, request("openai/gpt-5-mini", RouteHints.NONE), openai, groq, anthropic)))
                .isEqualTo("openai/gpt-5-mini explicit-provider");
        assertThat(describe(decide(policy, request("gpt-5-mini", RouteHints.NONE), openai, groq, anthropic)))
                .isEqualTo("openai/gpt-5-mini model-owner, groq/gpt-5 fallback-order, "
                        + "anthropic/claude-sonnet-4-5 fallback-order");
    }

    @Test
    void marks_what_stands_in_for_what_was_asked() {
        Ranked ranked = (Ranked) decide(request("gpt-5-mini", fallbacks("groq/llama-4")), openai, groq);

        assertThat(ranked.options()).extracting(RoutingPolicy.Option::fallback).containsExactly(false, true);
    }

    @Test
    void never_lets_another_model_embed() {
        var request = new Request(
                "text-embedding-3-small",
                0,
                0L,
                Set.of(Capability.EMBEDDING),
                fallbacks("groq/llama-4"),
                RouteFlags.NONE,
                null);

        assertThat(describe(decide(policy(List.of("groq")), request, openai, groq)))
                .isEqualTo("openai/text-embedding-3-small model-owner");
    }

    @Test
    void lets_flags_beat_an_explicit_model() {
        var disabled = flagged("openai/gpt-5", new RouteFlags(Set.of(), Set.of("openai")));
        var forced = flagged("openai/gpt-5", new RouteFlags(Set.of("groq"), Set.of()));
        var elsewhere = flagged("openai/gpt-5", new RouteFlags(Set.of("anthropic"), Set.of()));

        NoneLeft none = (NoneLeft) decide(disabled, openai, groq);
        assertThat(none.fault().message()).contains("a flag disables openai");
        Ranked ranked = (Ranked) decide(forced, openai, groq);
        assertThat(describe(ranked)).startsWith("groq/gpt-5 forced-provider");
        assertThat(ranked.dropped())
                .singleElement()
                .satisfies(dropped -> assertThat(dropped.reason()).isEqualTo("a flag forces groq"));
        assertThat(describe(decide(elsewhere, openai, groq, anthropic)))
                .isEqualTo("anthropic/claude-sonnet-4-5 forced-provider");
        assertThat(decide(elsewhere, openai)).isEqualTo(new Decision.NotConfigured("anthropic"));
    }

    @Test
    void obeys_only_ignore_and_order() {
        assertThat(describe(decide(request("gpt-5", providers(List.of("groq"), List.of(), List.of())), openai, groq)))
                .isEqualTo("groq/gpt-5 model-owner");
        assertThat(describe(decide(request("gpt-5", providers(List.of(), List.of("groq"), List.of())), openai, groq)))
                .isEqualTo("openai/gpt-5 model-owner");
        for (int seed = 0; seed < 20; seed++) {
            Request ordered = request("gpt-5", providers(List.of(), List.of(), List.of("groq")));
            assertThat(describe(RoutingPolicy.DEFAULT.decide(ordered, all(openai, groq), NOW, new Random(seed))))
                    .isEqualTo("groq/gpt-5 model-owner, openai/gpt-5 model-owner");
        }
        NoneLeft none = (NoneLeft)
                decide(request("gpt-5", providers(List.of("anthropic"), List.of(), List.of())), openai, groq);
        assertThat(none.fault().param()).isEqualTo("hexforge.providers");
        assertThat(none.dropped()).hasSize(2);
    }

    @Test
    void drops_what_may_cost_too_much_and_what_nobody_knows_the_price_of() {
        openai.price = price(10 * USD);
        Request tenCents = request("gpt-5", maxCost(USD / 10));
        Request cheap = new Request("gpt-5", 1_000, 1_000L, Set.of(), maxCost(USD / 10), RouteFlags.NONE, null);

        assertThat(describe(decide(cheap, openai, groq))).isEqualTo("openai/gpt-5 model-owner");
        NoneLeft none = (NoneLeft) decide(tenCents, openai, groq);
        assertThat(none.fault().kind()).isEqualTo(UpstreamFault.Kind.INVALID_REQUEST);
        assertThat(none.fault().param()).isEqualTo("hexforge.max_cost");
        assertThat(none.dropped())
                .extracting(RoutingPolicy.Dropped::reason)
                .anyMatch(reason -> reason.startsWith("its price is not known"))
                .anyMatch(reason -> reason.startsWith("its longest answer is not known"));
    }

    @Test
    void drops_what_lacks_a_capability_or_room_and_says_so() {
        groq.capabilities = Set.of(Capability.TOOLS);
        openai.window = 1_000L;
        var images = new Request("gpt-5", 10, null, Set.of(Capability.VISION), RouteHints.NONE, RouteFlags.NONE, null);
        var lengthy = new Request("gpt-5", 900, 200L, Set.of(), RouteHints.NONE, RouteFlags.NONE, null);

        Ranked seeing = (Ranked) decide(images, openai, groq);
        assertThat(describe(seeing)).isEqualTo("openai/gpt-5 model-owner");
        assertThat(seeing.dropped().getFirst().reason()).isEqualTo("is not known to do [vision]");
        Ranked roomy = (Ranked) decide(lengthy, openai, groq);
        assertThat(describe(roomy)).isEqualTo("groq/gpt-5 model-owner");
        assertThat(roomy.dropped().getFirst().reason()).contains("context window of 1000 tokens");
    }

    @Test
    void leaves_it_to_the_provider_when_nothing_is_known_to_be_large_enough() {
        openai.window = 1_000L;
        groq.window = 2_000L;
        var huge = new Request("gpt-5", 9_000, null, Set.of(), RouteHints.NONE, RouteFlags.NONE, null);

        assertThat(describe(decide(huge, openai, groq))).isEqualTo("groq/gpt-5 least-bad");
    }

    @Test
    void spares_what_rests_and_asks_it_only_when_nothing_else_is_left() {
        openai.availability = new Availability.Open(NOW.plusSeconds(30));
        groq.availability = new Availability.NotBefore(NOW.plusSeconds(2));
        Request request = request("gpt-5", fallbacks("anthropic/claude-sonnet-4-5"));

        assertThat(describe(decide(request, openai, groq, anthropic)))
                .isEqualTo("anthropic/claude-sonnet-4-5 fallback");
        assertThat(describe(decide(request("gpt-5", RouteHints.NONE), openai, groq)))
                .isEqualTo("groq/gpt-5 least-bad");
        groq.availability = new Availability.Quarantined("401");
        assertThat(describe(decide(request("gpt-5", RouteHints.NONE), openai, groq)))
                .isEqualTo("openai/gpt-5 least-bad");
        openai.availability = new Availability.Open(NOW);
        assertThat(describe(decide(request("gpt-5", RouteHints.NONE), openai, groq)))
                .isEqualTo("openai/gpt-5 model-owner");
    }

    @Test
    void gives_each_of_equals_its_share() {
        var first = new HashSet<String>();
        for (int seed = 0; seed < 50; seed++) {
            first.add(describe(RoutingPolicy.DEFAULT.decide(
                    request("gpt-5", RouteHints.NONE), all(openai, groq), NOW, new Random(seed))));
        }
        assertThat(first).hasSize(2);
    }

    @Test
    void prefers_the_cheaper_of_equally_quick_ones_and_the_idle_of_equally_cheap_ones() {
        openai.price = price(USD);
        groq.price = price(10 * USD);
        assertThat(describe(decide(request("gpt-5", RouteHints.NONE), openai, groq)))
                .startsWith("openai/gpt-5");

        groq.price = price(USD);
        openai.inFlight = 40;
        assertThat(describe(decide(request("gpt-5", RouteHints.NONE), openai, groq)))
                .startsWith("groq/gpt-5");
    }

    @Test
    void expects_answers_as_long_as_they_were_there_or_as_the_client_allows() {
        var wordy = new Offering("groq", "m");
        wordy.price = price(USD);
        wordy.latency = Offering.answering(2_000);
        var terse = new Offering("openai", "m");
        terse.price = price(USD);
        terse.latency = Offering.answering(50);

        Decision free = decide(request("m", RouteHints.NONE), wordy, terse);
        var brief = new Request("m", 100, 10L, Set.of(), RouteHints.NONE, RouteFlags.NONE, null);

        assertThat(TestRoutes.describe(free)).startsWith("openai/m");
        assertThat(((Decision.Ranked) free).options())
                .extracting(option -> option.score().costNanoUsd())
                .containsExactly(300_000L, 8_100_000L);
        assertThat(((Decision.Ranked) decide(brief, wordy, terse)).options())
                .extracting(option -> option.score().costNanoUsd())
                .containsExactly(140_000L, 140_000L);
    }

    @Test
    void prefers_users_own_keys_to_the_operators_at_the_same_provider() {
        var own = new Offering("openai", "gpt-5").untrusted();
        openai.price = price(USD);
        own.price = price(9 * USD);

        Ranked ranked = (Ranked) decide(request("openai/gpt-5", RouteHints.NONE), openai, own);
        assertThat(ranked.options()).hasSize(2);
        assertThat(ranked.options().getFirst().deployment().endpoint()).isEqualTo(own.endpoint);
    }

    @Test
    void keeps_long_prompts_of_one_key_together_and_spreads_those_of_many() {
        openai.price = price(USD);
        groq.price = price(USD);
        var firsts = new HashSet<String>();
        for (int key = 0; key < 20; key++) {
            var ofThisKey = new HashSet<String>();
            for (int seed = 0; seed < 10; seed++) {
                var request =
                        new Request("gpt-5", 5_000, null, Set.of(), RouteHints.NONE, RouteFlags.NONE, "user-" + key);
                ofThisKey.add(
                        describe(RoutingPolicy.DEFAULT.decide(request, all(openai, groq), NOW, new Random(seed))));
            }
            assertThat(ofThisKey).hasSize(1);
            firsts.addAll(ofThisKey);
        }
        assertThat(firsts).hasSize(2);
    }

    @Test
    void suits_the_model_to_the_task_when_none_is_named() {
        assertThat(describe(decide(task("pedagogy"), openai, groq, anthropic)))
                .startsWith("anthropic/claude-sonnet-4-5 task-pedagogy");
        assertThat(describe(decide(task("research"), openai, groq, anthropic))).contains("openai/gpt-5 task-research");
        assertThat(describe(decide(task("unheard-of"), openai, groq))).startsWith("openai/gpt-5-mini default");
        assertThat(describe(decide(
                        request(null, TestRoutes.hints(LatencyTarget.ULTRA_LOW, null, false)), openai, anthropic)))
                .startsWith("openai/gpt-5-mini task-fast");
    }

    @Test
    void climbs_the_local_ladder() {
        var ollama = new Offering("ollama", "mistral:7b", "gemma:2b", "phi3:3.8b", "qwen2.5:3b");

        assertThat(describe(decide(request(null, RouteHints.NONE), ollama))).isEqualTo("ollama/phi3:3.8b default");
        var lengthy = new Request(null, 9_000, null, Set.of(), RouteHints.NONE, RouteFlags.NONE, null);
        assertThat(describe(decide(lengthy, ollama))).isEqualTo("ollama/qwen2.5:3b default");
    }

    private static RoutingPolicy policy(List<String> fallbackOrder) {
        return new RoutingPolicy(null, Weights.DEFAULT, fallbackOrder, Map.of());
    }

    private static Decision decide(Request request, Offering... offerings) {
        return decide(RoutingPolicy.DEFAULT, request, offerings);
    }

    private static Decision decide(RoutingPolicy policy, Request request, Offering... offerings) {
        return policy.decide(request, all(offerings), NOW, new Random(7));
    }

    private static List<Candidate> all(Offering... offerings) {
        return List.of(offerings).stream().map(Offering::candidate).toList();
    }

    private static Request request(@Nullable String model, RouteHints hints) {
        return new Request(model, 100, null, Set.of(), hints, RouteFlags.NONE, null);
    }

    private static Request flagged(String model, RouteFlags flags) {
        return new Request(model, 100, null, Set.of(), RouteHints.NONE, flags, null);
    }

    private static Request task(String task) {
        return request(null, TestRoutes.hints(LatencyTarget.MEDIUM, null, false, task, null, List.of(), Providers.ANY));
    }

    private static RouteHints fallbacks(String... models) {
        return TestRoutes.hints(LatencyTarget.MEDIUM, null, false, null, null, List.of(models), Providers.ANY);
    }

    private static RouteHints maxCost(long nanoUsd) {
        return TestRoutes.hints(LatencyTarget.MEDIUM, null, false, null, nanoUsd, List.of(), Providers.ANY);
    }

    private static RouteHints providers(List<String> only, List<String> ignore, List<String> order) {
        var providers = new Providers(only, ignore, order);
        return TestRoutes.hints(LatencyTarget.MEDIUM, null, false, null, null, List.of(), providers);
    }

    private static Price price(long perMillion) {
        return new Price(new UUID(0, perMillion), NOW, perMillion, perMillion / 10, perMillion, 4 * perMillion);
    }

    /// An endpoint of which a test says what it must.
    private static final class Offering {
        private Deployment.Endpoint endpoint;
        private final Set<String> models;
        private @Nullable Price price;
        private @Nullable Long window;
        private @Nullable Set<Capability> capabilities;
        private Availability availability = new Availability.Ready();
        private int inFlight;
        private Latency latency = answering(200);

        Offering(String provider, String... models) {
            endpoint = TestRoutes.endpoint(provider);
            this.models = new LinkedHashSet<>(List.of(models));
        }

        Offering untrusted() {
            endpoint = new Deployment.Endpoint(
                    endpoint.kind(), "users", endpoint.baseUrl(), null, ProviderSettings.NONE, false);
            return this;
        }

        Candidate candidate() {
            return new Candidate(
                    endpoint,
                    models,
                    model -> new ModelFacts(endpoint.kind().name(), model, window, null, capabilities, price),
                    deployment -> new Signals(availability, inFlight, latency));
        }

        /// Half a second until it begins, then ten milliseconds a token.
        private static Latency answering(int tokens) {
            return Latency.UNMEASURED.observed(
                    Duration.ofMillis(500), Duration.ofMillis(500 + 10L * tokens), 100, tokens, NOW);
        }
    }
}
