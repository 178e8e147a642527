package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.ExternalLogin;
import io.hexforge.ports.driven.identity.ExternalLoginStore;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Accounts elsewhere in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessExternalLoginStore implements ExternalLoginStore {
    private final NavigableMap<String, ExternalLogin> logins = new TreeMap<>();

    @Override
    public synchronized boolean add(Actor owner, ExternalLogin login) {
        if (find(login.issuer(), login.subject()).isPresent()) {
            return false;
        }
        logins.put(login.id().toString(), login);
        return true;
    }

    @Override
    public synchronized Optional<ExternalLogin> find(String issuer, String subject) {
        return logins.values().stream()
                .filter(login ->
                        login.issuer().equals(issuer) && login.subject().equals(subject))
                .findFirst();
    }

    @Override
    public synchronized List<ExternalLogin> of(Actor owner) {
        return logins.values().stream().filter(login -> owns(owner, login)).toList();
    }

    @Override
    public synchronized boolean remove(Actor owner, UUID id) {
        return logins.values().removeIf(login -> login.id().equals(id) && owns(owner, login));
    }

    private static boolean owns(Actor actor, ExternalLogin login) {
        return login.userId().equals(actor.userId());
    }
}
