package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.ModelListing;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderConnection;
import io.hexforge.domain.gateway.ProviderKind;
import io.hexforge.domain.gateway.ProviderKind.BaseUrl;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.ports.driven.gateway.ProviderStore;
import io.hexforge.ports.driven.ops.SecretCipher;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sets up, lists, changes and removes the providers of an actor. Safe for concurrent use.
///
/// A key is tried at the provider before it is stored, encrypted, and is never shown again. A change is in force on
/// this node when the method returns, on others when they next refresh their snapshot.
public final class ManageProviders {
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST_CHECK = Duration.ofMinutes(1);
    private static final int MAX_NAME = 100;
    private static final int MAX_KEY = 4096;

    private final ProviderStore store;
    private final SecretCipher cipher;
    private final Upstreams upstreams;
    private final Endpoints endpoints;
    private final Ids ids;

    public ManageProviders(
            ProviderStore store, SecretCipher cipher, Upstreams upstreams, Endpoints endpoints, Ids ids) {
        this.store = store;
        this.cipher = cipher;
        this.upstreams = upstreams;
        this.endpoints = endpoints;
        this.ids = ids;
    }

    /// What a client sends to set up a provider.
    ///
    /// @param shared whether everybody of the tenant may use it; only an administrator may say so
    public record Activation(
            String provider,
            @Nullable Secret key,
            @Nullable String baseUrl,
            @Nullable String displayName,
            JsonObject metadata,
            boolean shared) {}

    /// What a client sends to change a provider; null leaves a member as it is.
    ///
    /// @param forgetKey whether the stored key is removed
    public record Change(
            @Nullable Secret key,
            boolean forgetKey,
            @Nullable String baseUrl,
            @Nullable String displayName,
            @Nullable JsonObject metadata,
            @Nullable Boolean active) {}

    public sealed interface Outcome {
        record Saved(ProviderConnection connection) implements Outcome {}

        record Invalid(List<Violation> violations) implements Outcome {}

        /// The provider does not accept the key, or cannot be reached.
        record Unverified(UpstreamFault fault) implements Outcome {}

        record NotFound() implements Outcome {}

        /// The connection is not of the version that the caller expected.
        record Conflict(ProviderConnection current) implements Outcome {}
    }

    /// How one kind of provider stands for an actor.
    ///
    /// @param connection the actor's own, else its tenant's; null when there is none
    /// @param serverWide whether the operator set it up for all
    public record Status(ProviderKind kind, @Nullable ProviderConnection connection, boolean serverWide) {
        public boolean configured() {
            return serverWide || (connection != null && connection.usable());
        }
    }

    public Outcome activate(Actor actor, Activation wanted) {
        var violations = new ArrayList<Violation>();
        Optional<ProviderKind> found = connectable(wanted.provider());
        if (found.isEmpty()) {
            return invalid("/provider", "is not a provider that can be activated; known: " + connectableNames());
        }
        ProviderKind kind = found.get();
        URI baseUrl = baseUrl(kind, wanted.baseUrl(), violations);
        checkKey(kind, wanted.key(), violations);
        checkName(wanted.displayName(), violations);
        violations.addAll(ProviderSettings.check(wanted.metadata()));
        if (wanted.shared() && !actor.systemAdmin()) {
            violations.add(new Violation("/shared", "may be set by an administrator only"));
        }
        if (!violations.isEmpty() || baseUrl == null) {
            return new Outcome.Invalid(violations);
        }
        Instant now = ids.clock().instant();
        var connection = new ProviderConnection(
                ids.next(),
                actor.tenantId(),
                actor.userId(),
                wanted.shared(),
                kind.name(),
                wanted.displayName() == null
                        ? kind.displayName()
                        : wanted.displayName().strip(),
                baseUrl,
                wanted.metadata(),
                null,
                null,
                true,
                now,
                now,
                1);
        Optional<UpstreamFault> refusal = refusal(connection, wanted.key());
        return refusal.isPresent()
                ? new Outcome.Unverified(refusal.get())
                : saved(store.put(actor, withKey(connection, wanted.key())));
    }

    /// @param expectedVersion null to change whatever version there is
    public Outcome change(Actor actor, ProviderKind kind, Change wanted, @Nullable Long expectedVersion) {
        Optional<ProviderConnection> found = own(actor, kind);
        if (found.isEmpty()) {
            return new Outcome.NotFound();
        }
        ProviderConnection current = found.get();
        if (expectedVersion != null && expectedVersion != current.version()) {
            return new Outcome.Conflict(current);
        }
        var violations = new ArrayList<Violation>();
        URI baseUrl = wanted.baseUrl() == null ? current.baseUrl() : baseUrl(kind, wanted.baseUrl(), violations);
        if (wanted.key() != null) {
            checkKey(kind, wanted.key(), violations);
            if (wanted.forgetKey()) {
                violations.add(new Violation("/api_key", "cannot be set and removed at once"));
            }
        }
        checkName(wanted.displayName(), violations);
        JsonObject metadata = wanted.metadata() == null ? current.metadata() : wanted.metadata();
        violations.addAll(ProviderSettings.check(metadata));
        if (!violations.isEmpty() || baseUrl == null) {
            return new Outcome.Invalid(violations);
        }
        var changed = new ProviderConnection(
                current.id(),
                current.tenantId(),
                current.userId(),
                current.shared(),
                current.provider(),
                wanted.displayName() == null
                        ? current.displayName()
                        : wanted.displayName().strip(),
                baseUrl,
                metadata,
                wanted.forgetKey() ? null : current.secret(),
                wanted.forgetKey() ? null : current.keyPreview(),
                wanted.active() == null ? current.active() : wanted.active(),
                current.createdAt(),
                ids.clock().instant(),
                current.version() + 1);
        boolean mustBeTried = wanted.key() != null || !baseUrl.equals(current.baseUrl());
        if (mustBeTried && !wanted.forgetKey()) {
            Secret key = wanted.key() != null ? wanted.key() : opened(current);
            Optional<UpstreamFault> refusal = refusal(changed, key);
            if (refusal.isPresent()) {
                return new Outcome.Unverified(refusal.get());
            }
            changed = withKey(changed, key);
        }
        if (!store.save(actor, changed, current.version())) {
            return new Outcome.Conflict(own(actor, kind).orElse(current));
        }
        return saved(changed);
    }

    /// Switches a provider off and forgets its key, whatever somebody else makes of it meanwhile.
    public Outcome remove(Actor actor, ProviderKind kind) {
        var off = new Change(null, true, null, null, null, false);
        Outcome outcome = change(actor, kind, off, null);
        while (outcome instanceof Outcome.Conflict) {
            outcome = change(actor, kind, off, null);
        }
        return outcome;
    }

    /// {@return the actor's own connections and those shared within its tenant, inactive ones included}
    public List<ProviderConnection> list(Actor actor) {
        return store.visible(actor);
    }

    public Optional<ProviderConnection> own(Actor actor, ProviderKind kind) {
        return store.visible(actor).stream()
                .filter(each ->
                        each.userId().equals(actor.userId()) && each.provider().equals(kind.name()))
                .findFirst();
    }

    /// {@return how every kind of provider stands, in the catalogue's order}
    public List<Status> status(Actor actor) {
        List<ProviderConnection> visible = store.visible(actor).stream()
                .sorted(Comparator.comparing(each -> !each.userId().equals(actor.userId())))
                .toList();
        List<ProviderKind> serverWide =
                endpoints.serverWide().stream().map(Endpoint::kind).toList();
        return ProviderCatalogue.all().stream()
                .filter(ManageProviders::connectable)
                .map(kind -> new Status(
                        kind,
                        visible.stream()
                                .filter(each -> each.provider().equals(kind.name()))
                                .findFirst()
                                .orElse(null),
                        serverWide.contains(kind)))
                .toList();
    }

    private Outcome saved(ProviderConnection connection) {
        endpoints.refresh();
        return new Outcome.Saved(connection);
    }

    /// Asks the provider for its models; where it has no such list, whether there is a key must do.
    private Optional<UpstreamFault> refusal(ProviderConnection connection, @Nullable Secret key) {
        Endpoint endpoint = Endpoints.endpoint(connection, key);
        if (endpoint.kind().modelsPath() == null) {
            return Optional.empty();
        }
        Duration own = endpoint.settings().timeout();
        Duration timeout = own == null ? CHECK_TIMEOUT : own.compareTo(LONGEST_CHECK) > 0 ? LONGEST_CHECK : own;
        return switch (upstreams.of(endpoint).models(endpoint, timeout)) {
            case ModelListing.Listed listed -> Optional.empty();
            case ModelListing.Failed(UpstreamFault fault) -> Optional.of(fault);
        };
    }

    private ProviderConnection withKey(ProviderConnection connection, @Nullable Secret key) {
        if (key == null) {
            return connection;
        }
        return connection.withKey(cipher.seal(key, connection.keyContext()), key.preview());
    }

    private @Nullable Secret opened(ProviderConnection connection) {
        return connection.secret() == null ? null : cipher.open(connection.secret(), connection.keyContext());
    }

    private static @Nullable URI baseUrl(ProviderKind kind, @Nullable String given, List<Violation> violations) {
        if (given == null || given.isBlank()) {
            Optional<URI> usual = kind.defaultBaseUrl();
            if (usual.isEmpty()) {
                violations.add(new Violation("/base_url", "is required for " + kind.name()));
            }
            return usual.orElse(null);
        }
        return switch (kind.baseUrl(given)) {
            case BaseUrl.Valid(URI url) -> url;
            case BaseUrl.Invalid(String reason) -> {
                violations.add(new Violation("/base_url", reason));
                yield null;
            }
        };
    }

    private static void checkKey(ProviderKind kind, @Nullable Secret key, List<Violation> violations) {
        if (key == null) {
            if (kind.keyRequired()) {
                violations.add(new Violation("/api_key", "is required for " + kind.name()));
            }
            return;
        }
        String text = key.reveal();
        if (text.isBlank() || text.length() > MAX_KEY || !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            violations.add(new Violation(
                    "/api_key", "must have 1 to " + MAX_KEY + " printable ASCII characters and no spaces"));
        }
    }

    private static void checkName(@Nullable String name, List<Violation> violations) {
        if (name != null && (name.isBlank() || name.strip().length() > MAX_NAME)) {
            violations.add(new Violation("/display_name", "must have 1 to " + MAX_NAME + " characters"));
        }
    }

    private static Optional<ProviderKind> connectable(String name) {
        return ProviderCatalogue.find(name).filter(ManageProviders::connectable);
    }

    private static boolean connectable(ProviderKind kind) {
        return kind.dialect() != Dialect.CANONICAL;
    }

    private static String connectableNames() {
        return ProviderCatalogue.all().stream()
                .filter(ManageProviders::connectable)
                .map(ProviderKind::name)
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }

    private static Outcome invalid(String pointer, String detail) {
        return new Outcome.Invalid(List.of(new Violation(pointer, detail)));
    }
}
