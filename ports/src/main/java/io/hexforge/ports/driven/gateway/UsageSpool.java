package io.hexforge.ports.driven.gateway;

import io.hexforge.domain.gateway.UsageRecord;
import java.util.List;

/// Where usage waits, in order, while its store is away. It outlives this process, however that ends, and has
/// room for so much only.
///
/// **Threads:** one at a time. **Errors:** [PortException] where the disk fails.
///
/// Implementations pass `UsageSpoolContract`.
public interface UsageSpool extends AutoCloseable {
    /// Adds as many of `records` as find room, from the first on.
    ///
    /// @return how many those are
    int append(List<UsageRecord> records);

    /// {@return at most `limit` records, the oldest first}
    List<UsageRecord> oldest(int limit);

    /// Forgets the oldest `count` records.
    void remove(int count);

    /// {@return how many records wait}
    long size();

    /// {@return how many records were found damaged, and left out}
    long damaged();

    @Override
    void close();
}
