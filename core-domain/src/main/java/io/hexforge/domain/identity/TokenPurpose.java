package io.hexforge.domain.identity;

import java.time.Duration;
import java.util.Locale;

/// What a link in a mail is good for, and how long.
public enum TokenPurpose {
    VERIFY_EMAIL(Duration.ofDays(3)),
    RESET_PASSWORD(Duration.ofHours(1)),
    MAGIC_LINK(Duration.ofMinutes(10)),
    CHANGE_EMAIL(Duration.ofDays(1));

    private final Duration validFor;

    TokenPurpose(Duration validFor) {
        this.validFor = validFor;
    }

    public Duration validFor() {
        return validFor;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
