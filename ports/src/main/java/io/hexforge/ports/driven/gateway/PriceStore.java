package io.hexforge.ports.driven.gateway;

import io.hexforge.domain.gateway.PricedModel;
import java.util.List;

/// Durable home of the imported rows of the price table, which belong to the whole installation. Rows are added and
/// never changed: what a call cost stays explicable.
///
/// **Threads:** safe for concurrent use, across threads and processes.
/// **Errors:** every method may throw [io.hexforge.ports.driven.PortException].
///
/// Implementations pass `PriceStoreContract`.
public interface PriceStore {
    /// Adds rows, all or none.
    ///
    /// @param expectedVersion the version of the store that `rows` were made for
    /// @return false, adding nothing, if the store has changed since
    boolean add(List<PricedModel> rows, long expectedVersion);

    /// {@return every row, oldest first}
    List<PricedModel> all();

    /// {@return a number that grows whenever `all` would answer something else}
    long version();
}
