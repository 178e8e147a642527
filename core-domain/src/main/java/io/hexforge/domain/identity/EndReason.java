package io.hexforge.domain.identity;

import java.util.Locale;

/// Why a session ended before its time.
public enum EndReason {
    LOGGED_OUT,
    /// Its owner, or an administrator, ended it from elsewhere.
    REVOKED,
    PASSWORD_CHANGED,
    PASSWORD_RESET,
    FACTOR_CHANGED,
    EMAIL_CHANGED,
    DISABLED,
    DELETED,
    /// Its owner has opened more of them than may be.
    TOO_MANY,
    /// A refresh token came that had been exchanged before: somebody else has a copy.
    TOKEN_REUSED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
