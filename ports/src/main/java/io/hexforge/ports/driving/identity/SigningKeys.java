package io.hexforge.ports.driving.identity;

import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.SigningKey;
import io.hexforge.domain.identity.SigningKey.Opened;
import io.hexforge.domain.identity.SigningKey.Use;
import io.hexforge.domain.identity.SigningKeyPolicy;
import io.hexforge.ports.driven.identity.SigningKeyStore;
import io.hexforge.ports.driven.identity.TokenSigner;
import io.hexforge.ports.driven.ops.SecretCipher;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The keys that tokens are signed with: makes them, lets them take over from each other by age, and keeps
/// them open in memory. Works after the first `refresh`, which is to be repeated every minute or so. Safe for
/// concurrent use.
public final class SigningKeys {
    /// The id of a secret that the operator shares with other services.
    private static final String SHARED = "shared";

    private static final int KEY_BYTES = 32;

    private final SigningKeyStore store;
    private final TokenSigner signer;
    private final SecretCipher cipher;
    private final SigningKeyPolicy policy;
    private final @Nullable Secret shared;
    private final InstantSource clock;
    private final RandomGenerator secureRandom;
    private volatile @Nullable Ring ring;

    /// @param signing what access tokens are signed with
    /// @param all under which they may have been signed
    private record Ring(Opened signing, Map<String, Opened> all, List<JsonObject> published, byte[] forRefreshTokens) {}

    /// @param shared signs access tokens instead of keys of our own, for services that know it too; null for
    ///     none
    public SigningKeys(
            SigningKeyStore store,
            TokenSigner signer,
            SecretCipher cipher,
            SigningKeyPolicy policy,
            @Nullable Secret shared,
            InstantSource clock,
            RandomGenerator secureRandom) {
        this.store = store;
        this.signer = signer;
        this.cipher = cipher;
        this.policy = policy;
        this.shared = shared;
        this.clock = clock;
        this.secureRandom = secureRandom;
    }

    /// Reads the keys anew, makes those that are missing or due, and forgets those that are of no use any
    /// more.
    public synchronized void refresh() {
        Instant now = clock.instant();
        if (policy.due(accessKeys(), now) && shared == null) {
            addSuccessor(policy.signsFrom(accessKeys(), now), now);
        }
        if (keys(Use.REFRESH_TOKENS).isEmpty()) {
            byte[] key = new byte[KEY_BYTES];
            secureRandom.nextBytes(key);
            var opened =
                    new Opened(randomId(), null, new Secret(Base64.getEncoder().encodeToString(key)));
            store.add(sealed(opened, Use.REFRESH_TOKENS, now, now), List.of());
        }
        List<SigningKey> useless = policy.useless(accessKeys(), now);
        if (!useless.isEmpty()) {
            store.forget(useless.stream().map(SigningKey::id).toList());
        }
        open(now);
    }

    /// Makes a successor of the key for access tokens, whatever its age.
    ///
    /// @param atOnce whether it signs from now on, and tokens under all other keys are worthless, as when a
    ///     key has leaked; on other nodes at their next `refresh`. Else it takes over when whoever caches the
    ///     published keys has had time to see it
    /// @return the successor; its private key stays sealed
    /// @throws IllegalStateException if tokens are signed by a shared secret
    public synchronized SigningKey rotate(boolean atOnce) {
        if (shared()) {
            throw new IllegalStateException("a shared secret is changed where it is set");
        }
        Instant now = clock.instant();
        List<SigningKey> old = accessKeys();
        SigningKey successor = addSuccessor(atOnce ? now : policy.signsFrom(old, now), now);
        if (atOnce) {
            store.forget(old.stream().map(SigningKey::id).toList());
        }
        open(now);
        return successor;
    }

    /// {@return whether access tokens are signed by a secret that the operator shares with other services}
    boolean shared() {
        return shared != null;
    }

    /// Encrypts the keys anew that are not encrypted under the cipher's current key.
    ///
    /// @return how many there were
    public int reseal() {
        int resealed = 0;
        for (SigningKey key : store.all()) {
            if (!key.sealed().keyId().equals(cipher.currentKeyId())) {
                var fresh = cipher.seal(cipher.open(key.sealed(), key.context()), key.context());
                resealed += store.reseal(key.id(), key.sealed(), fresh) ? 1 : 0;
            }
        }
        return resealed;
    }

    /// {@return the public keys, as JSON Web Keys}
    public List<JsonObject> published() {
        return ring().published();
    }

    Opened signing() {
        return ring().signing();
    }

    /// {@return the keys by which access tokens are checked, by id; another map when they have changed}
    Map<String, Opened> verifying() {
        return ring().all();
    }

    byte[] forRefreshTokens() {
        return ring().forRefreshTokens();
    }

    private Ring ring() {
        Ring known = ring;
        if (known == null) {
            throw new IllegalStateException("the signing keys have not been read yet");
        }
        return known;
    }

    private void open(Instant now) {
        List<SigningKey> all = accessKeys();
        Map<String, Opened> opened = shared != null
                ? Map.of(SHARED, new Opened(SHARED, null, shared))
                : all.stream().map(this::opened).collect(Collectors.toUnmodifiableMap(Opened::id, Function.identity()));
        String signing = shared != null
                ? SHARED
                : policy.signing(all, now).map(SigningKey::id).orElseThrow();
        Opened forRefresh = opened(keys(Use.REFRESH_TOKENS).getFirst());
        Ring known = ring;
        Map<String, Opened> same = known != null && known.all().equals(opened) ? known.all() : opened;
        ring = new Ring(
                java.util.Objects.requireNonNull(same.get(signing)),
                same,
                same.values().stream()
                        .filter(key -> key.publicKey() != null)
                        .map(signer::publicKey)
                        .toList(),
                Base64.getDecoder().decode(forRefresh.privateKey().reveal()));
    }

    private SigningKey addSuccessor(Instant signsFrom, Instant now) {
        Collection<String> seen = accessKeys().stream().map(SigningKey::id).toList();
        SigningKey successor = sealed(signer.newKey(), Use.ACCESS_TOKENS, now, signsFrom);
        // Another node may have been faster; then its key is as good.
        return store.add(successor, seen) ? successor : accessKeys().getLast();
    }

    private SigningKey sealed(Opened opened, Use use, Instant now, Instant signsFrom) {
        var context = SigningKey.context(opened.id());
        return new SigningKey(
                opened.id(), use, opened.publicKey(), cipher.seal(opened.privateKey(), context), now, signsFrom);
    }

    private Opened opened(SigningKey key) {
        return new Opened(key.id(), key.publicKey(), cipher.open(key.sealed(), key.context()));
    }

    private List<SigningKey> accessKeys() {
        return keys(Use.ACCESS_TOKENS);
    }

    private List<SigningKey> keys(Use use) {
        return store.all().stream().filter(key -> key.use() == use).toList();
    }

    private String randomId() {
        byte[] id = new byte[12];
        secureRandom.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }
}
