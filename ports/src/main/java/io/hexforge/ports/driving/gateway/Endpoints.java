package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Secret;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.gateway.ProviderKind;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.gateway.ProviderStore;
import io.hexforge.ports.driven.ops.SecretCipher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where calls can be sent, from a snapshot in memory: the providers that users set up, those that the operator set
/// up for all, and the ones inside this process. Safe for concurrent use.
public final class Endpoints {
    private final ProviderStore store;
    private final SecretCipher cipher;
    private final List<Endpoint> serverWide;
    private volatile Snapshot snapshot = new Snapshot(-1, List.of());

    private record Connected(ProviderConnection connection, Endpoint endpoint) {}

    private record Snapshot(long version, List<Connected> connected) {}

    /// @param serverWide what the operator set up for all
    public Endpoints(ProviderStore store, SecretCipher cipher, List<Endpoint> serverWide) {
        this.store = store;
        this.cipher = cipher;
        this.serverWide = new CopyOnWriteArrayList<>(serverWide);
    }

    /// {@return what `actor` may call, in order of preference: its own, its tenant's, the server's; within each in
    /// the catalogue's order}
    public List<Endpoint> visibleTo(Actor actor) {
        var own = new ArrayList<Endpoint>();
        var shared = new ArrayList<Endpoint>();
        for (Connected each : snapshot.connected()) {
            ProviderConnection connection = each.connection();
            if (connection.visibleTo(actor)) {
                (connection.userId().equals(actor.userId()) ? own : shared).add(each.endpoint());
            }
        }
        return Stream.of(own, shared, serverWide)
                .flatMap(group -> group.stream().sorted(BY_CATALOGUE))
                .toList();
    }

    /// {@return what the operator set up for all}
    public List<Endpoint> serverWide() {
        return List.copyOf(serverWide);
    }

    /// Adds a provider that was found on this machine, unless the operator has set one up of that kind.
    void addDetected(Endpoint endpoint) {
        boolean known = serverWide.stream().anyMatch(each -> each.kind().equals(endpoint.kind()));
        if (!known) {
            serverWide.add(endpoint);
        }
    }

    void removeDetected(Endpoint endpoint) {
        serverWide.remove(endpoint);
    }

    /// Reads all connections anew.
    public synchronized void refresh() {
        long version = store.version();
        var connected = new ArrayList<Connected>();
        for (ProviderConnection connection : store.all()) {
            if (connection.usable()) {
                connected.add(new Connected(connection, endpoint(connection)));
            }
        }
        snapshot = new Snapshot(version, List.copyOf(connected));
    }

    /// Reads all connections anew if the store has changed since.
    public void refreshIfChanged() {
        if (store.version() != snapshot.version()) {
            refresh();
        }
    }

    private Endpoint endpoint(ProviderConnection connection) {
        Optional<Secret> key = Optional.ofNullable(connection.secret()).map(secret -> open(connection, secret));
        return endpoint(connection, key.orElse(null));
    }

    private Secret open(ProviderConnection connection, SealedSecret secret) {
        return cipher.open(secret, connection.keyContext());
    }

    static Endpoint endpoint(ProviderConnection connection, @Nullable Secret key) {
        String id = connection.id().toString();
        return new Endpoint(
                connection.kind(),
                id.substring(id.length() - 8),
                connection.baseUrl(),
                key,
                ProviderSettings.of(connection.metadata()),
                false);
    }

    private static final Comparator<Endpoint> BY_CATALOGUE = Comparator.comparingInt(endpoint -> rank(endpoint.kind()));

    private static int rank(ProviderKind kind) {
        return ProviderCatalogue.all().indexOf(kind);
    }
}
