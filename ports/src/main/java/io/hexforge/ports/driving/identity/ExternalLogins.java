package io.hexforge.ports.driving.identity;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.identity.Device;
import io.hexforge.domain.identity.ExternalIdentity;
import io.hexforge.domain.identity.ExternalLogin;
import io.hexforge.domain.identity.MailTemplate;
import io.hexforge.domain.identity.User;
import io.hexforge.ports.driven.identity.AccountStore;
import io.hexforge.ports.driven.identity.ExternalLoginStore;
import io.hexforge.ports.driven.identity.PasswordStore;
import io.hexforge.ports.driven.identity.Removed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The accounts elsewhere that people log in with. Safe for concurrent use.
public final class ExternalLogins {
    private final ExternalLoginStore store;
    private final AccountStore accounts;
    private final PasswordStore passwords;
    private final Letters letters;
    private final AuditTrail audit;
    private final Ids ids;

    public ExternalLogins(
            ExternalLoginStore store,
            AccountStore accounts,
            PasswordStore passwords,
            Letters letters,
            AuditTrail audit,
            Ids ids) {
        this.store = store;
        this.accounts = accounts;
        this.passwords = passwords;
        this.letters = letters;
        this.audit = audit;
        this.ids = ids;
    }

    /// {@return the person's, oldest first}
    public List<ExternalLogin> list(Actor actor) {
        return store.of(actor);
    }

    /// Takes one away, unless it is the last way to log in. The person proved a factor just now.
    public Removed unlink(Actor actor, UUID id, Device device) {
        Optional<ExternalLogin> login =
                store.of(actor).stream().filter(each -> each.id().equals(id)).findFirst();
        // Who has a password once has one for good.
        Removed removed = store.remove(actor, id, passwords.of(actor.userId()).isPresent());
        if (removed == Removed.DONE) {
            login.ifPresent(gone -> changed(actor, gone, "external_login.removed", " was taken away.", device));
        }
        return removed;
    }

    /// {@return who logs in with an account elsewhere}
    Optional<User> owner(ExternalIdentity identity) {
        return store.find(identity.issuer(), identity.subject()).flatMap(login -> accounts.find(login.userId()));
    }

    /// Adds an account elsewhere; adding it again changes nothing.
    ///
    /// @return empty if somebody else logs in with it
    Optional<ExternalLogin> link(User user, String provider, ExternalIdentity identity, Device device) {
        var actor = new Actor(user.tenantId(), user.id(), null, Set.of(), false);
        var login = new ExternalLogin(
                ids.next(),
                user.id(),
                provider,
                identity.issuer(),
                identity.subject(),
                identity.label(),
                ids.clock().instant());
        if (store.add(actor, login)) {
            changed(actor, login, "external_login.added", " can be used to log in from now on.", device);
            return Optional.of(login);
        }
        return store.find(identity.issuer(), identity.subject())
                .filter(existing -> existing.userId().equals(user.id()));
    }

    private void changed(Actor actor, ExternalLogin login, String action, String what, Device device) {
        audit.record(actor, action, "external_login:" + login.id(), device.ip(), Map.of("provider", login.provider()));
        String change = "The account " + login.label() + " at " + login.provider() + what;
        accounts.find(actor.userId())
                .map(User::email)
                .ifPresent(
                        email -> letters.notice(email, MailTemplate.FACTOR_CHANGED, device, Map.of("change", change)));
    }
}
