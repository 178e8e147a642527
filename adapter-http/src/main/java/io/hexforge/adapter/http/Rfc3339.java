package io.hexforge.adapter.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/// Reads instants as RFC 3339 writes them. ISO 8601, which Java reads, knows years that no store keeps.
public final class Rfc3339 {
    private static final int LAST_YEAR = 9999;

    private Rfc3339() {}

    /// @throws DateTimeException if it is no instant, or its year has not four digits
    public static Instant instant(String text) {
        OffsetDateTime at = OffsetDateTime.parse(text);
        if (at.getYear() < 0 || at.getYear() > LAST_YEAR) {
            throw new DateTimeException("the year has not four digits: " + text);
        }
        return at.toInstant();
    }
}
