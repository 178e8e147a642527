package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.RouteHints.LatencyTarget;
import io.hexforge.domain.gateway.RouteHints.Providers;
import io.hexforge.domain.gateway.RoutingPolicy.Candidate;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import io.hexforge.domain.gateway.RoutingPolicy.Option;
import io.hexforge.domain.gateway.RoutingPolicy.Request;
import io.hexforge.domain.gateway.RoutingPolicy.Score;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// What holds whatever is asked and whatever there is. Each seed makes a world of its own.
class RoutingPolicyPropertiesTest {
    private static final List<String> PROVIDERS = List.of("openai", "groq", "anthropic", "ollama", "custom");
    private static final List<String> MODELS =
            List.of("gpt-5", "gpt-5-mini", "claude-sonnet-4-5", "mistral:7b", "text-embedding-3-small");

    private record World(RoutingPolicy policy, Request request, List<Candidate> candidates, Random random) {
        Decision decide() {
            return policy.decide(request, candidates, TestRoutes.NOW, random);
        }
    }

    @Property
    void offers_each_deployment_once_and_accounts_for_what_it_drops(@ForAll long seed) {
        if (world(seed).decide() instanceof Decision.Ranked ranked) {
            var ids = new HashSet<String>();
            ranked.options()
                    .forEach(option ->
                            assertThat(ids.add(option.deployment().id())).isTrue());
            ranked.dropped().forEach(dropped -> {
                assertThat(ids).doesNotContain(dropped.deployment().id());
                assertThat(dropped.reason()).isNotBlank();
            });
            assertThat(ranked.options()).isNotEmpty();
            assertThat(ranked.reason()).isEqualTo(ranked.options().getFirst().reason());
        }
    }

    @Property
    void never_breaks_a_rule(@ForAll long seed) {
        World world = world(seed);
        if (world.decide() instanceof Decision.Ranked ranked) {
            for (Option option : ranked.options()) {
                String provider = option.deployment().endpoint().kind().name();
                Request request = world.request();
                assertThat(request.flags().allow(provider)).isTrue();
                Providers wanted = request.hints().providers();
                assertThat(wanted.ignore()).doesNotContain(provider);
                assertThat(wanted.only().isEmpty() || wanted.only().contains(provider))
                        .isTrue();
                Long most = request.hints().maxCostNanoUsd();
                if (most != null) {
                    assertThat(option.facts().worstCost(request.promptTokens(), request.maxOutputTokens()))
                            .isNotNull()
                            .isLessThanOrEqualTo(most);
                }
            }
        }
    }

    @Property
    void adds_its_scores_up_and_never_makes_money_of_time(@ForAll long seed) {
        if (world(seed).decide() instanceof Decision.Ranked ranked) {
            for (Option option : ranked.options()) {
                Score score = option.score();
                assertThat(score.total())
                        .isEqualTo(score.costNanoUsd()
                                + score.latencyNanoUsd()
                                + score.sloPenaltyNanoUsd()
                                - score.affinityNanoUsd());
                assertThat(score.costNanoUsd()).isNotNegative();
                assertThat(score.latencyNanoUsd()).isNotNegative();
                assertThat(score.sloPenaltyNanoUsd()).isNotNegative();
                assertThat(score.affinityNanoUsd()).isNotNegative();
            }
        }
    }

    @Property
    void keeps_what_was_asked_before_what_stands_in(@ForAll long seed) {
        if (world(seed).decide() instanceof Decision.Ranked ranked) {
            boolean standIns = false;
            for (Option option : ranked.options()) {
                assertThat(standIns && !option.fallback()).isFalse();
                standIns |= option.fallback();
            }
        }
    }

    @Property
    void never_gives_up_for_bad_health_alone(@ForAll long seed) {
        World world = world(seed);
        List<Candidate> sick = world.candidates().stream()
                .map(each -> new Candidate(
                        each.endpoint(),
                        each.models(),
                        each.facts(),
                        deployment -> new Signals(
                                new Availability.Open(TestRoutes.NOW.plusSeconds(60)), 3, Latency.UNMEASURED)))
                .toList();
        Decision healthy = world.decide();
        Decision decision = world.policy().decide(world.request(), sick, TestRoutes.NOW, new Random(seed));

        assertThat(decision instanceof Decision.Ranked).isEqualTo(healthy instanceof Decision.Ranked);
        if (decision instanceof Decision.Ranked ranked) {
            assertThat(ranked.options()).hasSize(1);
            assertThat(ranked.reason()).isEqualTo("least-bad");
        }
    }

    @Property
    void never_embeds_with_a_model_that_was_not_asked_for(@ForAll long seed) {
        World world = world(seed);
        Request chat = world.request();
        var request = new Request(
                "text-embedding-3-small", 10, 0L, Set.of(Capability.EMBEDDING), chat.hints(), chat.flags(), null);
        Decision decision = world.policy().decide(request, world.candidates(), TestRoutes.NOW, world.random());
        if (decision instanceof Decision.Ranked ranked) {
            assertThat(ranked.options())
                    .allSatisfy(
                            option -> assertThat(option.deployment().model()).isEqualTo("text-embedding-3-small"));
        }
    }

    private static World world(long seed) {
        var random = new Random(seed);
        var candidates = new ArrayList<Candidate>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            candidates.add(candidate(random));
        }
        List<String> order = random.nextBoolean() ? List.of() : List.of(any(PROVIDERS, random), any(PROVIDERS, random));
        var policy = new RoutingPolicy(
                random.nextInt(4) == 0 ? any(MODELS, random) : null,
                Weights.DEFAULT,
                order,
                random.nextBoolean() ? RoutingPolicy.DEFAULT.taskModels() : Map.of());
        return new World(policy, request(random), candidates, random);
    }

    private static Request request(Random random) {
        String model = switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> any(PROVIDERS, random) + "/" + any(MODELS, random);
            case 2 -> "auto";
            default -> any(MODELS, random);
        };
        var hints = TestRoutes.hints(
                any(List.of(LatencyTarget.values()), random),
                random.nextInt(3) == 0 ? Duration.ofMillis(random.nextInt(5_000)) : null,
                random.nextBoolean(),
                random.nextInt(3) == 0 ? "research" : null,
                random.nextInt(4) == 0 ? random.nextLong(20_000_000) : null,
                random.nextInt(3) == 0 ? List.of(any(MODELS, random), any(MODELS, random)) : List.of(),
                new Providers(some(random, 6), some(random, 6), some(random, 3)));
        return new Request(
                model,
                random.nextInt(40_000),
                random.nextBoolean() ? null : random.nextLong(4_000),
                random.nextInt(4) == 0 ? Set.of(Capability.VISION) : Set.of(),
                hints,
                new RouteFlags(Set.copyOf(some(random, 6)), Set.copyOf(some(random, 6))),
                random.nextBoolean() ? "user" : null);
    }

    private static Candidate candidate(Random random) {
        String provider = any(PROVIDERS, random);
        Set<String> models = new LinkedHashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            models.add(any(MODELS, random));
        }
        Price price = random.nextInt(3) == 0
                ? null
                : new Price(new UUID(0, 1), TestRoutes.NOW, random.nextLong(10_000_000_000L), 0, 0, 9_000_000_000L);
        Long window = random.nextInt(3) == 0 ? null : random.nextLong(50_000);
        Set<Capability> capabilities = random.nextBoolean() ? null : Set.of(any(List.of(Capability.values()), random));
        Signals signals = signals(random);
        return new Candidate(
                TestRoutes.endpoint(provider),
                models,
                model -> new ModelFacts(provider, model, window, window, capabilities, price),
                deployment -> signals);
    }

    private static Signals signals(Random random) {
        Availability availability = switch (random.nextInt(5)) {
            case 0 -> new Availability.Open(TestRoutes.NOW.plusSeconds(random.nextInt(10) - 5));
            case 1 -> new Availability.NotBefore(TestRoutes.NOW.plusSeconds(random.nextInt(10) - 5));
            case 2 -> new Availability.Quarantined("401");
            case 3 -> new Availability.Trial();
            default -> new Availability.Ready();
        };
        Latency latency = Latency.UNMEASURED;
        for (int i = random.nextInt(4); i > 0; i--) {
            Duration first = Duration.ofMillis(random.nextInt(3_000));
            latency = latency.observed(first, first.multipliedBy(2), random.nextInt(9_000), 10, TestRoutes.NOW);
        }
        return new Signals(availability, random.nextInt(50), latency);
    }

    private static List<String> some(Random random, int oneIn) {
        return random.nextInt(oneIn) == 0 ? List.of(any(PROVIDERS, random)) : List.of();
    }

    private static <T> T any(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
