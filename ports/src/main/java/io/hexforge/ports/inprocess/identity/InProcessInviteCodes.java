package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Page;
import io.hexforge.domain.identity.InviteCode;
import io.hexforge.ports.driven.identity.InviteCodeStore;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/// Invite codes in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessInviteCodes implements InviteCodeStore {
    private final NavigableMap<String, InviteCode> byId = new TreeMap<>();

    @Override
    public synchronized boolean add(InviteCode code) {
        boolean free = first(other -> other.code().equals(code.code())
                        || (code.ownerId() != null && code.ownerId().equals(other.ownerId())))
                .isEmpty();
        if (free) {
            put(code);
        }
        return free;
    }

    @Override
    public synchronized Optional<InviteCode> find(String code) {
        return first(each -> each.code().equals(code));
    }

    @Override
    public synchronized Optional<InviteCode> ofOwner(UUID ownerId) {
        return first(each -> ownerId.equals(each.ownerId()));
    }

    @Override
    public synchronized Page<InviteCode> page(Page.Request request) {
        UUID after = request.after();
        List<InviteCode> rest = (after == null ? byId : byId.tailMap(after.toString(), false))
                .values().stream()
                        .filter(code -> code.ownerId() == null)
                        .limit(request.limit() + 1L)
                        .toList();
        boolean more = rest.size() > request.limit();
        List<InviteCode> items = more ? rest.subList(0, request.limit()) : rest;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    @Override
    public synchronized Optional<InviteCode> use(String code, Instant now) {
        return find(code).filter(found -> found.usableAt(now)).map(found -> put(found.used(1)));
    }

    @Override
    public synchronized void giveBack(UUID id) {
        Optional.ofNullable(byId.get(id.toString()))
                .filter(code -> code.uses() > 0)
                .ifPresent(code -> put(code.used(-1)));
    }

    @Override
    public synchronized Optional<InviteCode> revoke(UUID id, Instant now) {
        return Optional.ofNullable(byId.get(id.toString())).map(code -> put(code.revoked(now)));
    }

    private Optional<InviteCode> first(Predicate<InviteCode> wanted) {
        return byId.values().stream().filter(wanted).findFirst();
    }

    private InviteCode put(InviteCode code) {
        byId.put(code.id().toString(), code);
        return code;
    }
}
