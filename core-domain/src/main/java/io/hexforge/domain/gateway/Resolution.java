package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.RoutingPolicy.Candidate;
import io.hexforge.domain.gateway.RoutingPolicy.Decision;
import io.hexforge.domain.gateway.RoutingPolicy.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What could serve a request, step by step: each step is tried when those before it gave no answer.
final class Resolution {
    /// A model at an endpoint.
    record Offer(Candidate candidate, Deployment deployment) {
        static Offer of(Candidate candidate, String model) {
            return new Offer(candidate, new Deployment(candidate.endpoint(), model));
        }
    }

    /// Offers of which any will do.
    record Step(List<Offer> offers, String reason) {}

    private static final String AUTO = "auto";

    private final RoutingPolicy policy;
    private final Request request;
    private final List<Candidate> candidates;
    private final List<Step> steps = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private Decision miss = new Decision.UnknownModel("");

    private Resolution(RoutingPolicy policy, Request request, List<Candidate> candidates) {
        this.policy = policy;
        this.request = request;
        this.candidates = candidates;
    }

    static Resolution of(RoutingPolicy policy, Request request, List<Candidate> candidates) {
        var resolution = new Resolution(policy, request, candidates);
        String model = asked(request);
        if (model == null) {
            resolution.addDefaults();
        } else {
            resolution.addAsked(model);
        }
        return resolution;
    }

    /// The same when only `forced` providers may serve, whatever was asked.
    static Resolution forced(RoutingPolicy policy, Request request, List<Candidate> candidates, Set<String> forced) {
        List<Candidate> allowed = candidates.stream()
                .filter(candidate -> forced.contains(candidate.provider()))
                .toList();
        var resolution = new Resolution(policy, request, allowed);
        String model = asked(request);
        if (allowed.isEmpty()) {
            resolution.miss = new Decision.NotConfigured(
                    forced.stream().sorted().findFirst().orElseThrow());
        } else if (model == null) {
            resolution.addDefaults();
        } else {
            resolution.addForced(model);
        }
        return resolution;
    }

    List<Step> steps() {
        return steps;
    }

    /// {@return what to say when there is no step}
    Decision miss() {
        return miss;
    }

    /// {@return null when the client leaves the choice to us}
    private static @Nullable String asked(Request request) {
        String model = request.model();
        return model == null || model.isBlank() || model.equals(AUTO) ? null : model;
    }

    private void addAsked(String model) {
        ModelRef ref = ModelRef.parse(model);
        Step named = named(model);
        add(named.offers(), named.reason());
        if (steps.isEmpty()) {
            miss = ref.provider()
                    .<Decision>map(kind -> new Decision.NotConfigured(kind.name()))
                    .orElseGet(() -> new Decision.UnknownModel(model));
        }
        if (request.embedding()) {
            return;
        }
        for (String fallback : request.hints().fallbacks()) {
            add(named(fallback).offers(), "fallback");
        }
        if (ref.provider().isEmpty()) {
            addFallbackOrder(ref.model());
        }
    }

    private void addForced(String model) {
        ModelRef ref = ModelRef.parse(model);
        if (ref.provider().isPresent() && isCandidate(ref.provider().get())) {
            Step named = named(model);
            add(named.offers(), named.reason());
            return;
        }
        add(offers(candidates, candidate -> sameModel(candidate, ref.model())), "forced-provider");
        if (!request.embedding()) {
            byProvider().values().forEach(same -> add(offers(same, this::ownDefault), "forced-provider"));
        }
        miss = new Decision.UnknownModel(model);
    }

    private void addDefaults() {
        if (!request.embedding()) {
            TaskModels.suggestions(policy.taskModels(), request)
                    .forEach(each -> add(matching(each.pattern()), "task-" + each.task()));
        }
        if (policy.defaultModel() != null) {
            add(named(policy.defaultModel()).offers(), "default");
        }
        if (!request.embedding()) {
            addFallbackOrder(null);
        }
        for (List<Candidate> same : byProvider().values()) {
            if (steps.isEmpty() || !request.embedding()) {
                add(offers(same, this::ownDefault), "default");
            }
        }
    }

    /// @param model what was asked for; null for the providers' own defaults only
    private void addFallbackOrder(@Nullable String model) {
        if (!request.providers().only().isEmpty()) {
            return;
        }
        Map<String, List<Candidate>> byProvider = byProvider();
        for (String provider : policy.fallbackOrder()) {
            List<Candidate> there = byProvider.getOrDefault(provider, List.of());
            List<Offer> same = model == null ? List.of() : offers(there, candidate -> sameModel(candidate, model));
            add(same.isEmpty() ? offers(there, this::ownDefault) : same, "fallback-order");
        }
    }

    private void add(List<Offer> offers, String reason) {
        List<Offer> fresh = offers.stream()
                .filter(offer -> taken.add(offer.deployment().id()))
                .toList();
        if (!fresh.isEmpty()) {
            steps.add(new Step(fresh, reason));
        }
    }

    /// An explicit provider decides. A bare model goes to those who are known to serve it, else to those whose
    /// models are not known, else to the only remote one.
    private Step named(String model) {
        ModelRef ref = ModelRef.parse(model);
        if (ref.provider().isPresent() && isCandidate(ref.provider().get())) {
            String provider = ref.provider().get().name();
            List<Offer> there = offers(
                    candidates, each -> each.provider().equals(provider) ? Optional.of(ref.model()) : Optional.empty());
            return new Step(there, "explicit-provider");
        }
        // A relay such as OpenRouter has models that are called `openai/gpt-5` themselves.
        List<Offer> owners =
                offers(candidates, each -> each.models().contains(model) ? Optional.of(model) : Optional.empty());
        if (!owners.isEmpty() || ref.provider().isPresent()) {
            return new Step(owners, "model-owner");
        }
        List<Offer> relays = offers(candidates, candidate -> sameModel(candidate, model));
        if (!relays.isEmpty()) {
            return new Step(relays, "model-owner");
        }
        List<Offer> unlisted =
                offers(candidates, each -> each.models().isEmpty() ? Optional.of(model) : Optional.empty());
        return unlisted.isEmpty() ? only(model) : new Step(unlisted, "models-unknown");
    }

    /// With one provider to ask, it is better asked than second-guessed: lists lack aliases and fine-tuned models.
    private Step only(String model) {
        List<Candidate> remote = candidates.stream()
                .filter(each -> each.endpoint().kind().dialect() != Dialect.CANONICAL)
                .toList();
        boolean one = remote.stream().map(Candidate::provider).distinct().count() == 1;
        return new Step(one ? offers(remote, candidate -> Optional.of(model)) : List.of(), "only-provider");
    }

    private List<Offer> matching(ModelPattern pattern) {
        return candidates.stream()
                .flatMap(candidate -> namesAt(candidate)
                        .filter(model -> pattern.matches(candidate.provider(), model))
                        .map(model -> Offer.of(candidate, model)))
                .toList();
    }

    /// What is known to be there, at least its provider's usual model.
    private static Stream<String> namesAt(Candidate candidate) {
        String usual = candidate.endpoint().kind().defaultModel();
        return candidate.models().isEmpty() ? Stream.ofNullable(usual) : candidate.models().stream();
    }

    private Optional<String> ownDefault(Candidate candidate) {
        String usual = candidate.endpoint().kind().defaultModel();
        Set<String> models = candidate.models();
        if (usual != null && (models.isEmpty() || models.contains(usual))) {
            return Optional.of(usual);
        }
        return LocalLadder.first(request, models)
                .or(() -> models.stream()
                        .filter(model -> request.embedding()
                                || TaskModels.talks(candidate.facts().apply(model)))
                        .findFirst());
    }

    /// What `model` is called there, if it is known to be there.
    private static Optional<String> sameModel(Candidate candidate, String model) {
        Set<String> models = candidate.models();
        if (models.contains(model)) {
            return Optional.of(model);
        }
        String suffix = "/" + model;
        return models.stream().filter(each -> each.endsWith(suffix)).findFirst();
    }

    private boolean isCandidate(ProviderKind kind) {
        return candidates.stream().anyMatch(each -> each.endpoint().kind().equals(kind));
    }

    private Map<String, List<Candidate>> byProvider() {
        var grouped = new LinkedHashMap<String, List<Candidate>>();
        candidates.forEach(each -> grouped.computeIfAbsent(each.provider(), name -> new ArrayList<>())
                .add(each));
        return grouped;
    }

    private static List<Offer> offers(List<Candidate> among, Function<Candidate, Optional<String>> model) {
        return among.stream()
                .flatMap(candidate -> model.apply(candidate).map(name -> Offer.of(candidate, name)).stream())
                .toList();
    }
}
