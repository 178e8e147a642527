package io.hexforge.ports.inprocess.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.identity.ExternalLogin;
import io.hexforge.domain.identity.Passkey;
import io.hexforge.ports.driven.identity.ExternalLoginStore;
import io.hexforge.ports.driven.identity.PasskeyStore;
import io.hexforge.ports.driven.identity.Removed;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Passkeys and accounts elsewhere in the memory of this process; gone when it ends. Safe for concurrent use.
public final class InProcessWaysIn {
    private final NavigableMap<String, Passkey> passkeys = new TreeMap<>();
    private final NavigableMap<String, ExternalLogin> logins = new TreeMap<>();

    public PasskeyStore passkeys() {
        return new Passkeys();
    }

    public ExternalLoginStore externalLogins() {
        return new ExternalLogins();
    }

    private List<Passkey> passkeysOf(Actor owner) {
        return passkeys.values().stream()
                .filter(passkey -> passkey.userId().equals(owner.userId()))
                .toList();
    }

    private List<ExternalLogin> loginsOf(Actor owner) {
        return logins.values().stream()
                .filter(login -> login.userId().equals(owner.userId()))
                .toList();
    }

    private synchronized Removed remove(Actor owner, UUID id, boolean evenTheLast, boolean isPasskey) {
        boolean owned = isPasskey
                ? passkeysOf(owner).stream().anyMatch(passkey -> passkey.id().equals(id))
                : loginsOf(owner).stream().anyMatch(login -> login.id().equals(id));
        if (!owned) {
            return Removed.NOT_FOUND;
        }
        if (!evenTheLast && passkeysOf(owner).size() + loginsOf(owner).size() == 1) {
            return Removed.LAST;
        }
        (isPasskey ? passkeys : logins).remove(id.toString());
        return Removed.DONE;
    }

    private final class Passkeys implements PasskeyStore {
        @Override
        public boolean add(Actor owner, Passkey passkey) {
            synchronized (InProcessWaysIn.this) {
                boolean full = passkeysOf(owner).size() >= Passkey.MAX_PER_USER;
                if (full || withCredential(passkey.credentialId()).isPresent()) {
                    return false;
                }
                passkeys.put(passkey.id().toString(), passkey);
                return true;
            }
        }

        @Override
        public Optional<Passkey> withCredential(String credentialId) {
            synchronized (InProcessWaysIn.this) {
                return passkeys.values().stream()
                        .filter(passkey -> passkey.credentialId().equals(credentialId))
                        .findFirst();
            }
        }

        @Override
        public List<Passkey> of(Actor owner) {
            synchronized (InProcessWaysIn.this) {
                return passkeysOf(owner);
            }
        }

        @Override
        public boolean save(Actor owner, Passkey changed, long expectedVersion) {
            synchronized (InProcessWaysIn.this) {
                Passkey stored = passkeys.get(changed.id().toString());
                if (stored == null || !stored.userId().equals(owner.userId()) || stored.version() != expectedVersion) {
                    return false;
                }
                passkeys.put(changed.id().toString(), changed);
                return true;
            }
        }

        @Override
        public Removed remove(Actor owner, UUID id, boolean evenTheLast) {
            return InProcessWaysIn.this.remove(owner, id, evenTheLast, true);
        }
    }

    private final class ExternalLogins implements ExternalLoginStore {
        @Override
        public boolean add(Actor owner, ExternalLogin login) {
            synchronized (InProcessWaysIn.this) {
                if (find(login.issuer(), login.subject()).isPresent()) {
                    return false;
                }
                logins.put(login.id().toString(), login);
                return true;
            }
        }

        @Override
        public Optional<ExternalLogin> find(String issuer, String subject) {
            synchronized (InProcessWaysIn.this) {
                return logins.values().stream()
                        .filter(login ->
                                login.issuer().equals(issuer) && login.subject().equals(subject))
                        .findFirst();
            }
        }

        @Override
        public List<ExternalLogin> of(Actor owner) {
            synchronized (InProcessWaysIn.this) {
                return loginsOf(owner);
            }
        }

        @Override
        public Removed remove(Actor owner, UUID id, boolean evenTheLast) {
            return InProcessWaysIn.this.remove(owner, id, evenTheLast, false);
        }
    }
}
