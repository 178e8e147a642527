package io.hexforge.ports.inprocess.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.ops.SecretCipher;
import io.hexforge.ports.driven.ops.SecretCipherContract;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class AesGcmCipherTest implements SecretCipherContract {
    private final SecureRandom random = new SecureRandom();
    private final EncryptionKey old = EncryptionKey.generate(random);
    private final SecretCipher cipher = new AesGcmCipher(List.of(EncryptionKey.generate(random), old), random);

    @Override
    public SecretCipher cipher() {
        return cipher;
    }

    @Test
    void opens_what_was_sealed_under_an_older_key() {
        var sealed = new AesGcmCipher(List.of(old), random).seal(new Secret("sk-1"), "row 1");

        assertThat(cipher.open(sealed, "row 1")).isEqualTo(new Secret("sk-1"));
        assertThat(sealed.keyId()).isNotEqualTo(cipher.currentKeyId());
    }
}
