package io.hexforge.domain;

/// A secret in clear, in memory only. Prints as stars, so that no log or error can show it.
public record Secret(String reveal) {
    private static final String STARS = "****";
    private static final int VISIBLE = 4;
    private static final int MIN_HIDDEN = 8;

    /// {@return the first and last four characters with stars between, or, if that would hide fewer than eight, only
    /// stars; how many were hidden is not told}
    public String preview() {
        int length = reveal.length();
        return length < 2 * VISIBLE + MIN_HIDDEN
                ? STARS
                : reveal.substring(0, VISIBLE) + STARS + reveal.substring(length - VISIBLE);
    }

    @Override
    public String toString() {
        return STARS;
    }
}
