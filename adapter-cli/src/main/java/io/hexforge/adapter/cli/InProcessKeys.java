package io.hexforge.adapter.cli;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Scope;
import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.domain.identity.ApiKey;
import io.hexforge.domain.identity.KeyLimits;
import io.hexforge.ports.driving.identity.ManageApiKeys;
import io.hexforge.ports.driving.identity.ManageApiKeys.Changed;
import io.hexforge.ports.driving.identity.ManageApiKeys.Issued;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// The API keys of one user of the Hexforge inside this process.
public record InProcessKeys(Actor actor, ManageApiKeys manageApiKeys) implements Keys {
    private static final Duration GRACE = Duration.ofHours(24);

    @Override
    public List<Key> all() {
        return Pages.all(request -> manageApiKeys.list(actor, request)).stream()
                .filter(key -> key.revokedAt() == null)
                .map(InProcessKeys::key)
                .toList();
    }

    @Override
    public NewKey create(String name, List<String> scopes, Limits limits) {
        Set<Scope> wanted = scopes.isEmpty() ? actor.scopes() : EnumSet.noneOf(Scope.class);
        for (String scope : scopes) {
            wanted.add(Scope.named(scope).orElseThrow(() -> new CommandFailed("there is no scope " + scope)));
        }
        return issued(manageApiKeys.create(actor, name, wanted, limits(limits), null));
    }

    @Override
    public Key limit(String id, Limits limits) {
        return switch (manageApiKeys.change(actor, uuid(id), null, old -> limits(limits), null)) {
            case Changed.Saved(ApiKey key) -> key(key);
            case Changed.Refused(List<Violation> violations) -> throw CommandFailed.of(violations);
            case Changed.NotFound() -> throw new CommandFailed("you have no key " + id);
            case Changed.Conflict conflict -> throw new CommandFailed("the key was changed meanwhile; try again");
        };
    }

    @Override
    public void revoke(String id) {
        switch (manageApiKeys.revoke(actor, uuid(id))) {
            case Changed.Saved saved -> {}
            case Changed.Refused(List<Violation> violations) -> throw CommandFailed.of(violations);
            case Changed.NotFound() -> throw new CommandFailed("you have no key " + id);
            case Changed.Conflict conflict -> throw new CommandFailed("the key was changed meanwhile; try again");
        }
    }

    @Override
    public NewKey rotate(String id) {
        return issued(manageApiKeys.rotate(actor, uuid(id), GRACE));
    }

    private static Key key(ApiKey key) {
        return new Key(
                key.id().toString(),
                key.name(),
                key.preview(),
                key.scopes().stream().map(Scope::wireName).sorted().toList(),
                new Limits(
                        key.limits().requestsPerMinute(),
                        key.limits().tokensPerMinute(),
                        key.limits().tokensHard(),
                        key.limits().maxParallel()),
                key.createdAt().toString(),
                key.expiresAt() == null ? null : key.expiresAt().toString());
    }

    private static KeyLimits limits(Limits limits) {
        return new KeyLimits(
                limits.requestsPerMinute(), limits.tokensPerMinute(), limits.tokensHard(), limits.maxParallel());
    }

    private static NewKey issued(Issued outcome) {
        return switch (outcome) {
            case Issued.Made made ->
                new NewKey(
                        made.key().id().toString(),
                        made.key().name(),
                        new Secret(made.secret().reveal()));
            case Issued.Refused(List<Violation> violations) -> throw CommandFailed.of(violations);
            case Issued.NotFound() -> throw new CommandFailed("you have no such key");
            case Issued.Conflict conflict -> throw new CommandFailed("the key was changed or revoked meanwhile");
        };
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(text + " is not the id of a key (see: hexforge keys list)", e);
        }
    }
}
