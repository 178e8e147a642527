package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Page;
import io.hexforge.domain.identity.Invite;
import io.hexforge.domain.identity.Membership;
import io.hexforge.domain.identity.SecretHash;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore.Stored;
import io.hexforge.ports.driven.identity.InviteStore;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Invitations into tenants in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessInvites implements InviteStore {
    private final InProcessAccounts accounts;
    private final NavigableMap<String, Invite> byId = new TreeMap<>();

    /// @param accounts whose tenants people are invited into
    public InProcessInvites(InProcessAccounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public synchronized void add(Invite invite) {
        byId.replaceAll((id, other) ->
                other.tenantId().equals(invite.tenantId()) && other.email().equals(invite.email())
                        ? other.revoked(invite.createdAt())
                        : other);
        put(invite);
    }

    @Override
    public synchronized Optional<Invite> find(SecretHash hash) {
        return byId.values().stream()
                .filter(invite -> invite.hash().equals(hash))
                .findFirst();
    }

    @Override
    public synchronized Page<Invite> page(UUID tenantId, Page.Request request) {
        UUID after = request.after();
        List<Invite> rest = (after == null ? byId : byId.headMap(after.toString(), false))
                .descendingMap().values().stream()
                        .filter(invite -> invite.tenantId().equals(tenantId))
                        .limit(request.limit() + 1L)
                        .toList();
        boolean more = rest.size() > request.limit();
        List<Invite> items = more ? rest.subList(0, request.limit()) : rest;
        return new Page<>(items, more ? items.getLast().id() : null);
    }

    @Override
    public synchronized Optional<Invite> revoke(UUID tenantId, UUID id, Instant now) {
        return Optional.ofNullable(byId.get(id.toString()))
                .filter(invite -> invite.tenantId().equals(tenantId))
                .map(invite -> put(invite.revoked(now)));
    }

    @Override
    public synchronized boolean accept(UUID id, Membership membership, Instant now) {
        Optional<Invite> open = open(id, now);
        open.ifPresent(invite -> {
            accounts.join(membership);
            put(invite.accepted(now));
        });
        return open.isPresent();
    }

    @Override
    public synchronized Stored accept(UUID id, User newcomer, Membership membership, String passwordHash, Instant now) {
        Invite invite = open(id, now).orElse(null);
        if (invite == null) {
            return Stored.STALE;
        }
        Stored stored = accounts.add(newcomer, null, membership, passwordHash);
        if (stored == Stored.DONE) {
            put(invite.accepted(now));
        }
        return stored;
    }

    private Optional<Invite> open(UUID id, Instant now) {
        return Optional.ofNullable(byId.get(id.toString())).filter(invite -> invite.openAt(now));
    }

    private Invite put(Invite invite) {
        byId.put(invite.id().toString(), invite);
        return invite;
    }
}
