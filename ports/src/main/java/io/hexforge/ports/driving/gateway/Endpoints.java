package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Secret;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.gateway.ProviderStore;
import io.hexforge.ports.driven.ops.SecretCipher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where calls can be sent, from a snapshot in memory: the providers that users set up, those that the operator set
/// up for all, and those that were found on this machine. Safe for concurrent use.
public final class Endpoints {
    private static final Comparator<Endpoint> BY_CATALOGUE =
            Comparator.comparingInt(endpoint -> ProviderCatalogue.all().indexOf(endpoint.kind()));

    private final ProviderStore store;
    private final SecretCipher cipher;
    private final List<Endpoint> serverWide;
    private final CopyOnWriteArrayList<Endpoint> detected = new CopyOnWriteArrayList<>();
    private volatile Snapshot snapshot = new Snapshot(-1, List.of(), List.of());

    private record Connected(ProviderConnection connection, Endpoint endpoint) {}

    private record Snapshot(long version, List<Connected> connected, List<ProviderConnection> unreadable) {}

    /// @param serverWide what the operator set up for all
    public Endpoints(ProviderStore store, SecretCipher cipher, List<Endpoint> serverWide) {
        this.store = store;
        this.cipher = cipher;
        this.serverWide = serverWide.stream().sorted(BY_CATALOGUE).toList();
    }

    /// {@return what `actor` may call, in order of preference: its own, its tenant's, the server's; within each in
    /// the catalogue's order}
    public List<Endpoint> visibleTo(Actor actor) {
        var visible = new ArrayList<Endpoint>();
        var shared = new ArrayList<Endpoint>();
        for (Connected each : snapshot.connected()) {
            ProviderConnection connection = each.connection();
            if (connection.visibleTo(actor)) {
                (connection.userId().equals(actor.userId()) ? visible : shared).add(each.endpoint());
            }
        }
        visible.addAll(shared);
        visible.addAll(serverWide);
        visible.addAll(detected);
        return visible;
    }

    /// {@return what everybody may call: what the operator set up, and what was found on this machine}
    public List<Endpoint> serverWide() {
        return Stream.concat(serverWide.stream(), detected.stream()).toList();
    }

    /// {@return the connections that are left out because their keys cannot be decrypted with the keys at hand}
    public List<ProviderConnection> unreadable() {
        return snapshot.unreadable();
    }

    /// Adds a provider that was found on this machine, unless the operator has set one up of that kind.
    void addDetected(Endpoint endpoint) {
        if (serverWide.stream().noneMatch(each -> each.kind().equals(endpoint.kind()))) {
            detected.addIfAbsent(endpoint);
        }
    }

    void removeDetected(Endpoint endpoint) {
        detected.remove(endpoint);
    }

    /// Reads all connections anew.
    public synchronized void refresh() {
        long version = store.version();
        var connected = new ArrayList<Connected>();
        var unreadable = new ArrayList<ProviderConnection>();
        for (ProviderConnection connection : store.all()) {
            if (connection.usable()) {
                try {
                    connected.add(new Connected(connection, endpoint(connection, opened(connection))));
                } catch (PortException e) {
                    // One owner's broken key must not take everybody's providers away.
                    unreadable.add(connection);
                }
            }
        }
        connected.sort(Comparator.comparing(Connected::endpoint, BY_CATALOGUE));
        snapshot = new Snapshot(version, List.copyOf(connected), List.copyOf(unreadable));
    }

    /// Reads all connections anew if the store has changed since.
    public void refreshIfChanged() {
        if (store.version() != snapshot.version()) {
            refresh();
        }
    }

    private @Nullable Secret opened(ProviderConnection connection) {
        SealedSecret secret = connection.secret();
        return secret == null ? null : cipher.open(secret, connection.keyContext());
    }

    static Endpoint endpoint(ProviderConnection connection, @Nullable Secret key) {
        String id = connection.id().toString();
        return new Endpoint(
                connection.kind(),
                id.substring(id.length() - 8),
                connection.baseUrl(),
                key,
                ProviderSettings.of(connection.metadata()),
                false,
                connection.metadata().string("region").orElse(null));
    }
}
