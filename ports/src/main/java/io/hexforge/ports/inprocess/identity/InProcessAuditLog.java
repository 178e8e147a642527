package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Page;
import io.hexforge.domain.identity.AuditChain;
import io.hexforge.domain.identity.AuditEvent;
import io.hexforge.domain.identity.AuditFilter;
import io.hexforge.ports.driven.identity.AuditLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The audit log in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessAuditLog implements AuditLog {
    private final Map<UUID, List<Entry>> chains = new LinkedHashMap<>();

    private record Entry(AuditEvent event, byte[] hash) {}

    @Override
    public synchronized void append(AuditEvent event) {
        List<Entry> chain = chains.computeIfAbsent(AuditChain.of(event), tenant -> new ArrayList<>());
        byte[] previous =
                chain.isEmpty() ? AuditChain.beginning() : chain.getLast().hash();
        chain.add(new Entry(event, AuditChain.hash(previous, chain.size() + 1L, event)));
    }

    @Override
    public synchronized Page<AuditEvent> page(Actor actor, AuditFilter filter, Page.Request request) {
        List<AuditEvent> found = chains.values().stream()
                .flatMap(List::stream)
                .map(Entry::event)
                .filter(event -> actor.systemAdmin() || actor.tenantId().equals(event.tenantId()))
                .filter(filter::accepts)
                .filter(event -> request.after() == null
                        || event.id().toString().compareTo(request.after().toString()) < 0)
                .sorted(Comparator.comparing((AuditEvent event) -> event.id().toString())
                        .reversed())
                .limit(request.limit() + 1L)
                .toList();
        boolean more = found.size() > request.limit();
        List<AuditEvent> items = more ? found.subList(0, request.limit()) : found;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    @Override
    public synchronized Optional<String> check() {
        for (List<Entry> chain : chains.values()) {
            byte[] previous = AuditChain.beginning();
            for (int i = 0; i < chain.size(); i++) {
                Entry entry = chain.get(i);
                if (!Arrays.equals(entry.hash(), AuditChain.hash(previous, i + 1L, entry.event()))) {
                    return Optional.of("entry " + entry.event().id() + " was changed");
                }
                previous = entry.hash();
            }
        }
        return Optional.empty();
    }
}
