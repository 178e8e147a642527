package io.hexforge.ports.driving.gateway;

import static io.hexforge.ports.driving.gateway.TestGateway.KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hexforge.domain.Actor;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.Secret;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.gateway.ProviderStore;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driving.gateway.ManageProviders.Activation;
import io.hexforge.ports.driving.gateway.ManageProviders.Outcome;
import io.hexforge.ports.inprocess.gateway.InProcessProviderStore;
import io.hexforge.ports.inprocess.ops.AesGcmCipher;
import io.hexforge.ports.inprocess.ops.EncryptionKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RotateEncryptionKeyTest {
    private static final Secret OTHER_KEY = new Secret("sk-fedcba9876543210");

    private final SecureRandom random = new SecureRandom();
    private final EncryptionKey oldKey = EncryptionKey.generate(random);
    private final EncryptionKey newKey = EncryptionKey.generate(random);
    private final ProviderStore store = new InProcessProviderStore();
    private final SecretCipher oldCipher = new AesGcmCipher(List.of(oldKey), random);
    private final SecretCipher bothKeys = new AesGcmCipher(List.of(newKey, oldKey), random);
    private final SecretCipher newCipher = new AesGcmCipher(List.of(newKey), random);
    private final List<Actor> owners = new ArrayList<>();

    @Test
    void makes_the_old_key_needless() {
        activateForOwners(3);

        assertThat(new RotateEncryptionKey(store, bothKeys).run()).isEqualTo(3);

        assertReadable(newCipher);
        assertThat(new RotateEncryptionKey(store, bothKeys).run()).isZero();
    }

    @Test
    void goes_on_where_it_was_interrupted() {
        activateForOwners(3);
        var interrupted = new Interrupted(bothKeys, 2);

        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> new RotateEncryptionKey(store, interrupted).run());

        assertReadable(bothKeys);
        assertThat(new RotateEncryptionKey(store, bothKeys).run()).isEqualTo(2);
        assertReadable(newCipher);
    }

    @Test
    void overwrites_no_key_that_its_owner_replaces_meanwhile() {
        activateForOwners(1);
        Actor owner = owners.getFirst();
        var meanwhile = new Interrupted(bothKeys, Integer.MAX_VALUE);
        // Another node, which does not have the new key yet.
        meanwhile.beforeSealing.add(() -> activate(owner, OTHER_KEY, oldCipher));

        new RotateEncryptionKey(store, meanwhile).run();

        assertThat(endpointsOf(newCipher, owner)).extracting(Endpoint::key).containsExactly(OTHER_KEY);
    }

    @Test
    void says_so_when_a_secret_cannot_be_opened() {
        activateForOwners(1);

        assertThatExceptionOfType(PortException.class)
                .isThrownBy(() -> new RotateEncryptionKey(store, newCipher).run());
    }

    private void activateForOwners(int count) {
        for (int i = 0; i < count; i++) {
            Actor owner = TestActors.ofAnyName().newcomer();
            owners.add(owner);
            activate(owner, KEY, oldCipher);
        }
    }

    private void activate(Actor owner, Secret key, SecretCipher cipher) {
        var upstreams = new Upstreams(new ScriptedUpstream(), Map.of());
        var endpoints = new Endpoints(store, cipher, List.of());
        var providers = new ManageProviders(store, cipher, upstreams, endpoints, TestActors.IDS);
        assertThat(providers.activate(owner, new Activation("groq", key, null, null, JsonObject.EMPTY, false)))
                .isInstanceOf(Outcome.Saved.class);
    }

    private void assertReadable(SecretCipher cipher) {
        for (Actor owner : owners) {
            assertThat(endpointsOf(cipher, owner)).extracting(Endpoint::key).containsExactly(KEY);
        }
    }

    private List<Endpoint> endpointsOf(SecretCipher cipher, Actor owner) {
        var endpoints = new Endpoints(store, cipher, List.of());
        endpoints.refresh();
        return endpoints.visibleTo(owner);
    }

    /// A cipher that fails when it seals for the given time, and lets things happen before that.
    private static final class Interrupted implements SecretCipher {
        private final SecretCipher cipher;
        private final int failing;
        private final List<Runnable> beforeSealing = new ArrayList<>();
        private int sealed;

        private Interrupted(SecretCipher cipher, int failing) {
            this.cipher = cipher;
            this.failing = failing;
        }

        @Override
        public SealedSecret seal(Secret secret, String context) {
            if (++sealed == failing) {
                throw new PortException(PortException.Kind.UNAVAILABLE, "interrupted", null);
            }
            List.copyOf(beforeSealing).forEach(Runnable::run);
            beforeSealing.clear();
            return cipher.seal(secret, context);
        }

        @Override
        public Secret open(SealedSecret secret, String context) {
            return cipher.open(secret, context);
        }

        @Override
        public String currentKeyId() {
            return cipher.currentKeyId();
        }
    }
}
