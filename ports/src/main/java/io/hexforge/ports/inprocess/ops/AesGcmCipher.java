package io.hexforge.ports.inprocess.ops;

import io.hexforge.domain.Secret;
import io.hexforge.domain.ops.SealedSecret;
import io.hexforge.ports.driven.PortException;
import io.hexforge.ports.driven.PortException.Kind;
import io.hexforge.ports.driven.ops.SecretCipher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-256 in Galois/counter mode (NIST SP 800-38D): a random 96-bit nonce, the ciphertext, a 128-bit tag. The
/// context is authenticated with it. Safe for concurrent use.
public final class AesGcmCipher implements SecretCipher {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Map<String, EncryptionKey> keys = new LinkedHashMap<>();
    private final EncryptionKey current;
    private final SecureRandom random;

    /// @param keys the current key first, then older ones that can only open
    public AesGcmCipher(List<EncryptionKey> keys, SecureRandom random) {
        this.current = keys.getFirst();
        keys.forEach(key -> this.keys.put(key.id(), key));
        this.random = random;
    }

    @Override
    public SealedSecret seal(Secret secret, String context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] text = secret.reveal().getBytes(StandardCharsets.UTF_8);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, current, nonce, context, text);
        return new SealedSecret(
                current.id(),
                ByteBuffer.allocate(NONCE_BYTES + sealed.length)
                        .put(nonce)
                        .put(sealed)
                        .array());
    }

    @Override
    public Secret open(SealedSecret sealed, String context) {
        EncryptionKey key = keys.get(sealed.keyId());
        if (key == null) {
            throw new PortException(
                    Kind.BROKEN,
                    "a stored secret was encrypted under the key " + sealed.keyId() + ", which is not at hand",
                    null);
        }
        if (sealed.bytes().length <= NONCE_BYTES) {
            throw new PortException(Kind.BROKEN, "a stored secret was cut short", null);
        }
        var bytes = ByteBuffer.wrap(sealed.bytes());
        byte[] nonce = new byte[NONCE_BYTES];
        byte[] text = new byte[sealed.bytes().length - NONCE_BYTES];
        bytes.get(nonce).get(text);
        return new Secret(new String(run(Cipher.DECRYPT_MODE, key, nonce, context, text), StandardCharsets.UTF_8));
    }

    @Override
    public String currentKeyId() {
        return current.id();
    }

    private static byte[] run(int mode, EncryptionKey key, byte[] nonce, String context, byte[] input) {
        try {
            var cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(mode, new SecretKeySpec(key.bytes(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new PortException(Kind.BROKEN, "a stored secret cannot be opened with the key " + key.id(), e);
        }
    }
}
