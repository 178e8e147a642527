package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.BuiltInPrices;
import io.hexforge.domain.gateway.ModelFacts;
import io.hexforge.domain.gateway.PriceTable;
import io.hexforge.domain.gateway.PricedModel;
import io.hexforge.ports.driven.gateway.PriceStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What is known of models now, from a snapshot in memory: the built-in table and the rows that were imported.
///
/// A look-up touches no store, and costs a fraction of a microsecond when the model was asked for before. The
/// snapshot follows the store when `refreshIfChanged` is called regularly. Safe for concurrent use.
public final class PriceBook {
    /// Clients name models as they like: what is remembered must not grow without end.
    private static final int REMEMBERED_PER_PROVIDER = 5_000;

    private static final List<PricedModel> BUILT_IN = BuiltInPrices.rows();

    private final PriceStore store;
    private final InstantSource clock;
    private volatile Snapshot snapshot = new Snapshot(-1, List.of());

    private record Remembered(ModelFacts facts, long untilMillis) {}

    /// @param remembered by provider, by model
    private record Snapshot(
            long version, PriceTable table, Map<String, ConcurrentHashMap<String, Remembered>> remembered) {
        Snapshot(long version, List<PricedModel> imported) {
            this(version, new PriceTable(BUILT_IN, imported), new ConcurrentHashMap<>());
        }
    }

    public PriceBook(PriceStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /// {@return what is known of a model now; [ModelFacts#unknown] if nothing}
    ///
    /// @param provider canonical name of the kind
    /// @param model as the provider calls it
    public ModelFacts facts(String provider, String model) {
        if (model.length() > PriceTable.MAX_NAME) {
            return ModelFacts.unknown(provider, model);
        }
        Snapshot current = snapshot;
        long now = clock.millis();
        var ofProvider = current.remembered().get(provider);
        Remembered known = ofProvider == null ? null : ofProvider.get(model);
        return known != null && now < known.untilMillis()
                ? known.facts()
                : look(current, provider, model, now).facts();
    }

    /// Reads all prices anew.
    public synchronized void refresh() {
        long version = store.version();
        snapshot = new Snapshot(version, store.all());
    }

    /// Reads all prices anew if the store has changed since.
    public void refreshIfChanged() {
        if (store.version() != snapshot.version()) {
            refresh();
        }
    }

    /// {@return the table itself, as of the last refresh}
    PriceTable table() {
        return snapshot.table();
    }

    private static Remembered look(Snapshot current, String provider, String model, long now) {
        PriceTable.Found found = current.table().find(provider, model, Instant.ofEpochMilli(now));
        Instant until = found.until();
        var fresh = new Remembered(found.facts(), until == null ? Long.MAX_VALUE : until.toEpochMilli());
        var ofProvider = current.remembered().computeIfAbsent(provider, name -> new ConcurrentHashMap<>());
        if (ofProvider.size() >= REMEMBERED_PER_PROVIDER) {
            ofProvider.clear();
        }
        ofProvider.put(model, fresh);
        return fresh;
    }
}
