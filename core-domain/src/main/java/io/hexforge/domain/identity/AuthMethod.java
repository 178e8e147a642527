package io.hexforge.domain.identity;

import java.util.Arrays;
import java.util.Optional;

/// A way to prove who one is. The wire name stands in the `amr` claim of access tokens (RFC 8176 where it has
/// one).
public enum AuthMethod {
    PASSWORD("pwd"),
    TOTP("otp"),
    RECOVERY_CODE("kba"),
    PASSKEY("hwk"),
    MAGIC_LINK("email"),
    OIDC("fed");

    private final String wireName;

    AuthMethod(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<AuthMethod> named(String wireName) {
        return Arrays.stream(values())
                .filter(method -> method.wireName.equals(wireName))
                .findFirst();
    }
}
