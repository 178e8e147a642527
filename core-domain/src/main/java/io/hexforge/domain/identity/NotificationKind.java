package io.hexforge.domain.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a notification is about; a user can do without any of them.
public enum NotificationKind {
    JOB_STATUS,
    ACCOUNT_ALERTS,
    REFERRAL_REWARDS,
    PRODUCT_UPDATES;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<NotificationKind> named(String wireName) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(wireName))
                .findFirst();
    }
}
