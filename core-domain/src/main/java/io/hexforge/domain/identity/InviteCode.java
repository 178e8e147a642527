package io.hexforge.domain.identity;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A code that lets people sign up, such as `POCKET-7K2M9Q`.
///
/// @param ownerId the user whose friends it is for; null for a code of the installation's own
/// @param code upper-case, unique
/// @param uses how many people have signed up with it, at most `maxUses`
/// @param createdAt to the microsecond, like every instant that is stored
/// @param expiresAt from when on nobody may; null for never
/// @param revokedAt when it was withdrawn; null while in force
public record InviteCode(
        UUID id,
        @Nullable UUID ownerId,
        String code,
        int maxUses,
        int uses,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt) {
    /// How many people a user may let in.
    public static final int PERSONAL_USES = 5;

    /// The longest code, in characters.
    public static final int MAX_LENGTH = 64;

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final int RANDOM_LENGTH = 6;

    public InviteCode {
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS);
        revokedAt = revokedAt == null ? null : revokedAt.truncatedTo(ChronoUnit.MICROS);
    }

    /// {@return a new code such as `POCKET-7K2M9Q`}
    ///
    /// @param random cryptographically strong
    public static String generate(String prefix, RandomGenerator random) {
        var code = new StringBuilder(prefix).append('-');
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    /// {@return a code as people type it, in the form in which codes are compared}
    public static String normalised(String text) {
        return text.strip().toUpperCase(Locale.ROOT);
    }

    public int remaining() {
        return Math.max(0, maxUses - uses);
    }

    public boolean usableAt(Instant now) {
        return remaining() > 0 && revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    /// The code after one more use, or after one fewer.
    public InviteCode used(int change) {
        return new InviteCode(id, ownerId, code, maxUses, uses + change, createdAt, expiresAt, revokedAt);
    }

    /// The code, withdrawn; one that was withdrawn before keeps its instant.
    public InviteCode revoked(Instant now) {
        return revokedAt != null ? this : new InviteCode(id, ownerId, code, maxUses, uses, createdAt, expiresAt, now);
    }
}
