package io.hexforge.domain.identity;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// A way to prove who one is. The wire name stands in the `amr` claim of access tokens (RFC 8176 where it has
/// one).
public enum AuthMethod {
    PASSWORD("pwd"),
    TOTP("otp"),
    RECOVERY_CODE("kba"),
    PASSKEY("hwk"),
    MAGIC_LINK("email"),
    OIDC("fed");

    /// Nobody gets as far as to prove one of these without another factor, unless it counts as two itself.
    private static final Set<AuthMethod> TWO = EnumSet.of(PASSKEY, TOTP, RECOVERY_CODE);

    private final String wireName;

    AuthMethod(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /// {@return whether these are two factors; a passkey, which has verified its user, counts as two}
    public static boolean suffice(Set<AuthMethod> proved) {
        return proved.stream().anyMatch(TWO::contains);
    }

    public static Optional<AuthMethod> named(String wireName) {
        return Arrays.stream(values())
                .filter(method -> method.wireName.equals(wireName))
                .findFirst();
    }
}
