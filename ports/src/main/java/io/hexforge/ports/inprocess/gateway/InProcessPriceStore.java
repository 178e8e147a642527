package io.hexforge.ports.inprocess.gateway;

import io.hexforge.domain.gateway.PricedModel;
import io.hexforge.ports.driven.gateway.PriceStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Imported prices in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessPriceStore implements PriceStore {
    private final List<PricedModel> rows = new ArrayList<>();
    private long version = 1;

    @Override
    public synchronized boolean add(List<PricedModel> added, long expectedVersion) {
        if (version != expectedVersion) {
            return false;
        }
        rows.addAll(added);
        version++;
        return true;
    }

    @Override
    public synchronized List<PricedModel> all() {
        return rows.stream()
                .sorted(Comparator.comparing(PricedModel::validFrom).thenComparing(PricedModel::id))
                .toList();
    }

    @Override
    public synchronized long version() {
        return version;
    }
}
