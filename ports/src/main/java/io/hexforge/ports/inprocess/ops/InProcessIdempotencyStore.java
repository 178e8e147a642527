package io.hexforge.ports.inprocess.ops;

import io.hexforge.domain.ops.StoredAnswer;
import io.hexforge.ports.driven.ops.IdempotencyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Remembers requests in this process, up to a number of bytes; beyond it the oldest answers are forgotten first.
public final class InProcessIdempotencyStore implements IdempotencyStore {
    private static final long ENTRY_OVERHEAD = 500;

    private final InstantSource clock;
    private final long maxBytes;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    private record Entry(String fingerprint, @Nullable StoredAnswer answer, Instant until) {
        long size() {
            return ENTRY_OVERHEAD + (answer == null ? 0 : answer.body().length);
        }
    }

    public InProcessIdempotencyStore(InstantSource clock, long maxBytes) {
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    @Override
    public synchronized Claim begin(String key, String fingerprint, Duration lease) {
        Instant now = clock.instant();
        Entry entry = entries.get(key);
        if (entry == null || !now.isBefore(entry.until())) {
            put(key, new Entry(fingerprint, null, now.plus(lease)));
            return new Claim.Started();
        }
        if (!entry.fingerprint().equals(fingerprint)) {
            return new Claim.Mismatch();
        }
        return entry.answer() == null ? new Claim.InFlight() : new Claim.Done(entry.answer());
    }

    @Override
    public synchronized void complete(String key, String fingerprint, StoredAnswer answer, Duration retention) {
        Instant now = clock.instant();
        Entry entry = entries.get(key);
        boolean lost = entry != null
                && now.isBefore(entry.until())
                && !entry.fingerprint().equals(fingerprint);
        if (!lost) {
            put(key, new Entry(fingerprint, answer, now.plus(retention)));
        }
    }

    @Override
    public synchronized void abandon(String key, String fingerprint) {
        Entry entry = entries.get(key);
        if (entry != null && entry.answer() == null && entry.fingerprint().equals(fingerprint)) {
            remove(key);
        }
    }

    private void put(String key, Entry entry) {
        remove(key);
        entries.put(key, entry);
        bytes += entry.size();
        forgetOld(clock.instant(), key);
    }

    private void remove(String key) {
        Entry old = entries.remove(key);
        bytes -= old == null ? 0 : old.size();
    }

    /// Answers leave in the order in which they came: first those whose time is over, then whatever is too much.
    /// Requests that still run stay.
    private void forgetOld(Instant now, String newest) {
        Iterator<Map.Entry<String, Entry>> oldest = entries.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Entry> each = oldest.next();
            boolean over = !now.isBefore(each.getValue().until());
            boolean tooMuch = bytes > maxBytes && each.getValue().answer() != null;
            if (each.getKey().equals(newest) || (!over && bytes <= maxBytes)) {
                return;
            }
            if (over || tooMuch) {
                bytes -= each.getValue().size();
                oldest.remove();
            }
        }
    }
}
