package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Page;
import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.WaitlistEntry;
import io.hexforge.ports.driven.identity.WaitlistStore;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// The waitlist in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessWaitlist implements WaitlistStore {
    private final NavigableMap<String, WaitlistEntry> byId = new TreeMap<>();

    @Override
    public synchronized WaitlistEntry put(WaitlistEntry entry) {
        return store(find(entry.email()).map(stored -> stored.saying(entry)).orElse(entry));
    }

    @Override
    public synchronized Optional<WaitlistEntry> find(EmailAddress email) {
        return byId.values().stream()
                .filter(entry -> entry.email().equals(email))
                .findFirst();
    }

    @Override
    public synchronized Page<WaitlistEntry> page(boolean pendingOnly, Page.Request request) {
        UUID after = request.after();
        List<WaitlistEntry> rest = (after == null ? byId : byId.tailMap(after.toString(), false))
                .values().stream()
                        .filter(entry -> !pendingOnly || entry.status().equals("pending"))
                        .limit(request.limit() + 1L)
                        .toList();
        boolean more = rest.size() > request.limit();
        List<WaitlistEntry> items = more ? rest.subList(0, request.limit()) : rest;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    @Override
    public synchronized Optional<WaitlistEntry> approve(UUID id, Instant now) {
        Optional<WaitlistEntry> before = Optional.ofNullable(byId.get(id.toString()));
        before.ifPresent(entry -> store(entry.approved(now)));
        return before;
    }

    @Override
    public synchronized void joined(EmailAddress email, Instant now) {
        find(email).ifPresent(entry -> store(entry.joined(now)));
    }

    private WaitlistEntry store(WaitlistEntry entry) {
        byId.put(entry.id().toString(), entry);
        return entry;
    }
}
