package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ModelInfo;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.UpstreamFault;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Which models each endpoint lists, remembered for a while. Safe for concurrent use.
///
/// A list that has grown old goes on being used while it is fetched anew in the background, and one that cannot be
/// fetched anew is kept. Endpoints that nobody asks for are forgotten.
public final class ModelDirectory {
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration FRESH_FAILURE = Duration.ofSeconds(30);
    private static final Duration FORGOTTEN = Duration.ofHours(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(12);

    private static final ModelListing UNASKED =
            new ModelListing.Failed(UpstreamFault.of(UpstreamFault.Kind.UNREACHABLE, "could not be asked"));

    private final Upstreams upstreams;
    private final InstantSource clock;
    private final Executor executor;
    private final Map<Endpoint, Entry> entries = new ConcurrentHashMap<>();

    /// @param executor on which lists are fetched, side by side
    public ModelDirectory(Upstreams upstreams, InstantSource clock, Executor executor) {
        this.upstreams = upstreams;
        this.clock = clock;
        this.executor = executor;
    }

    /// {@return the ids of the models that `endpoint` is known to serve, without waiting; empty if not known}
    Set<String> known(Endpoint endpoint) {
        Entry entry = entries.computeIfAbsent(endpoint, key -> new Entry());
        fetchIfStale(endpoint, entry);
        return entry.ids;
    }

    /// Waits until each of `endpoints` has been asked at least once. Costs nothing from then on.
    void awaitFirst(List<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            Entry entry = entries.get(endpoint);
            if (entry == null || entry.best == null) {
                listings(endpoints);
                return;
            }
        }
    }

    /// {@return each endpoint's list, or why there is none; waits for those that are not known yet}
    Map<Endpoint, ModelListing> listings(List<Endpoint> endpoints) {
        var asked = new LinkedHashMap<Endpoint, CompletableFuture<ModelListing>>();
        for (Endpoint endpoint : endpoints) {
            Entry entry = entries.computeIfAbsent(endpoint, key -> new Entry());
            fetchIfStale(endpoint, entry);
            ModelListing last = entry.best;
            asked.put(endpoint, last == null ? entry.first : CompletableFuture.completedFuture(last));
        }
        var answers = new LinkedHashMap<Endpoint, ModelListing>();
        asked.forEach((endpoint, future) -> answers.put(endpoint, future.join()));
        return answers;
    }

    /// What is known of one endpoint. Written under its own lock, read without.
    private static final class Entry {
        private final CompletableFuture<ModelListing> first = new CompletableFuture<>();
        private volatile Set<String> ids = Set.of();
        private volatile @Nullable ModelListing best;
        private volatile Instant due = Instant.MIN;
        private volatile boolean fetching;

        boolean stale(Instant now) {
            return !fetching && now.isAfter(due);
        }

        /// {@return whether the caller is the one to fetch}
        synchronized boolean claim(Instant now) {
            boolean claimed = stale(now);
            fetching |= claimed;
            return claimed;
        }

        synchronized void answered(ModelListing listing, Instant now) {
            switch (listing) {
                case ModelListing.Listed(List<ModelInfo> models) -> {
                    var fresh = new LinkedHashSet<String>();
                    models.forEach(model -> fresh.add(model.id()));
                    ids = Collections.unmodifiableSet(fresh);
                    best = listing;
                    due = now.plus(FRESH);
                }
                case ModelListing.Failed(UpstreamFault fault) -> {
                    if (!(best instanceof ModelListing.Listed)) {
                        best = listing;
                    }
                    due = now.plus(FRESH_FAILURE);
                }
            }
            fetching = false;
            first.complete(listing);
        }
    }

    private void fetchIfStale(Endpoint endpoint, Entry entry) {
        Instant now = clock.instant();
        if (entry.stale(now) && entry.claim(now)) {
            forgetOld(now);
            try {
                executor.execute(() -> fetch(endpoint, entry));
            } catch (RejectedExecutionException e) {
                entry.answered(failed(e), now);
            }
        }
    }

    private void fetch(Endpoint endpoint, Entry entry) {
        ModelListing listing = UNASKED;
        try {
            listing = ask(endpoint);
        } catch (RuntimeException e) {
            listing = failed(e);
        } finally {
            entry.answered(listing, clock.instant()); // whoever waits must be told, whatever went wrong
        }
    }

    private ModelListing ask(Endpoint endpoint) {
        Duration own = endpoint.settings().timeout();
        return upstreams.of(endpoint).models(endpoint, own == null || own.compareTo(TIMEOUT) > 0 ? TIMEOUT : own);
    }

    private static ModelListing failed(RuntimeException broken) {
        String message = "could not be asked: " + broken.getClass().getSimpleName();
        return new ModelListing.Failed(UpstreamFault.of(UpstreamFault.Kind.UNREACHABLE, message));
    }

    private void forgetOld(Instant now) {
        Instant limit = now.minus(FORGOTTEN);
        entries.values().removeIf(entry -> !entry.fetching && entry.best != null && entry.due.isBefore(limit));
    }
}
