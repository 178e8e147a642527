package io.hexforge.adapter.oidc.identity;

import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.identity.IdentityProviders;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// OpenID Connect by Nimbus' library: discovery, authorization code with PKCE, ID tokens signed with a key pair.
public final class OidcProviders implements IdentityProviders, AutoCloseable {
    private final Map<String, Provider> providers = new LinkedHashMap<>();

    /// What the operator has agreed with an issuer.
    ///
    /// @param name as it stands in paths, such as `google`
    /// @param issuer without a slash at its end, unless the issuer writes one
    /// @param redirect where the issuer sends browsers back to
    public record Client(String name, URI issuer, String id, Secret secret, URI redirect) {}

    /// @param allowPrivate whether issuers may lead to addresses that are not public
    /// @param keysEvery how often keys may be fetched because a token names an unknown one; below five minutes
    public record Settings(boolean allowPrivate, Duration keysEvery) {
        public static final Settings DEFAULT = new Settings(false, Duration.ofSeconds(30));
    }

    public OidcProviders(List<Client> clients, Settings settings, InstantSource clock) {
        for (Client client : clients) {
            providers.put(client.name(), new Provider(client, settings, clock));
        }
    }

    @Override
    public List<String> names() {
        return List.copyOf(providers.keySet());
    }

    @Override
    public URI authorization(String provider, Proof proof) {
        return find(provider).authorization(proof);
    }

    @Override
    public Redeemed redeem(String provider, Proof proof, String code, @Nullable String issuer) {
        return find(provider).redeem(proof, code, issuer);
    }

    private Provider find(String name) {
        Provider provider = providers.get(name);
        if (provider == null) {
            throw new IllegalArgumentException("no provider is called " + name);
        }
        return provider;
    }

    @Override
    public void close() {
        providers.values().forEach(Provider::close);
    }
}
