package io.hexforge.adapter.crypto.identity;

import io.hexforge.domain.Secret;
import io.hexforge.ports.driven.identity.PasswordHasher.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// An Argon2 hash (RFC 9106) with all it takes to make it again, as the PHC string format writes it.
record Argon2(int type, int version, int memoryKib, int iterations, int parallelism, byte[] salt, byte[] hash) {
    static final int SALT_BYTES = 16;
    static final int HASH_BYTES = 32;
    private static final int ARGON2ID = Argon2Parameters.ARGON2_id;
    private static final int VERSION = Argon2Parameters.ARGON2_VERSION_13;
    private static final Pattern PHC = Pattern.compile(
            "\\$(argon2(?:id|i|d))(?:\\$v=(\\d{1,3}))?\\$m=(\\d{1,7}),t=(\\d{1,6}),p=(\\d{1,3})\\$([^$]+)\\$([^$]+)");
    private static final Map<String, Integer> TYPES =
            Map.of("argon2id", ARGON2ID, "argon2i", Argon2Parameters.ARGON2_i, "argon2d", Argon2Parameters.ARGON2_d);

    /// Argon2id of one lane, not hashed yet.
    static Argon2 id(int memoryKib, int iterations, byte[] salt) {
        return new Argon2(ARGON2ID, VERSION, memoryKib, iterations, 1, salt, new byte[HASH_BYTES]);
    }

    static Optional<Argon2> parse(String text) {
        Matcher phc = PHC.matcher(text);
        if (!phc.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Argon2(
                    TYPES.getOrDefault(phc.group(1), ARGON2ID),
                    phc.group(2) == null ? Argon2Parameters.ARGON2_VERSION_10 : Integer.parseInt(phc.group(2)),
                    Integer.parseInt(phc.group(3)),
                    Integer.parseInt(phc.group(4)),
                    Integer.parseInt(phc.group(5)),
                    Base64.getDecoder().decode(phc.group(6)),
                    Base64.getDecoder().decode(phc.group(7))));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    Argon2 of(Secret password, BlockPool memory) {
        return with(derive(password, memory));
    }

    Argon2 with(byte[] bytes) {
        return new Argon2(type, version, memoryKib, iterations, parallelism, salt, bytes);
    }

    /// @param wanted the least that a hash should cost by now
    Verdict verify(Secret password, Argon2 wanted, BlockPool memory) {
        if (!MessageDigest.isEqual(derive(password, memory), hash)) {
            return Verdict.WRONG;
        }
        boolean current = type == ARGON2ID
                && version == VERSION
                && memoryKib >= wanted.memoryKib
                && iterations >= wanted.iterations
                && salt.length >= SALT_BYTES
                && hash.length >= HASH_BYTES;
        return current ? Verdict.RIGHT : Verdict.OUTDATED;
    }

    String text() {
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=" + version + "$m=" + memoryKib + ",t=" + iterations + ",p=" + parallelism + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private byte[] derive(Secret password, BlockPool memory) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(type)
                .withVersion(version)
                .withMemoryAsKB(memoryKib)
                .withIterations(iterations)
                .withParallelism(parallelism)
                .withSalt(salt)
                .withBlockPool(memory)
                .build());
        byte[] derived = new byte[hash.length];
        generator.generateBytes(password.reveal().getBytes(StandardCharsets.UTF_8), derived);
        return derived;
    }
}
