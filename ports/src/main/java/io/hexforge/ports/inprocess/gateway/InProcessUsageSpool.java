package io.hexforge.ports.inprocess.gateway;

import io.hexforge.domain.gateway.UsageRecord;
import io.hexforge.ports.driven.gateway.UsageSpool;
import java.util.ArrayDeque;
import java.util.List;

/// Usage that waits in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessUsageSpool implements UsageSpool {
    private final int capacity;
    private final ArrayDeque<UsageRecord> records = new ArrayDeque<>();

    public InProcessUsageSpool(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public synchronized int append(List<UsageRecord> more) {
        int kept = Math.min(more.size(), capacity - records.size());
        records.addAll(more.subList(0, kept));
        return kept;
    }

    @Override
    public synchronized List<UsageRecord> oldest(int limit) {
        return records.stream().limit(limit).toList();
    }

    @Override
    public synchronized void remove(int count) {
        for (int i = 0; i < count; i++) {
            records.remove();
        }
    }

    @Override
    public synchronized long size() {
        return records.size();
    }

    @Override
    public long damaged() {
        return 0;
    }

    @Override
    public void close() {}
}
