package io.hexforge.domain;

/// A secret in clear, in memory only. Prints as stars, so that no log or error can show it.
public record Secret(String reveal) {
    private static final int VISIBLE = 4;

    /// {@return the first and last four characters with stars between; all stars up to twelve characters}
    public String preview() {
        int length = reveal.length();
        return length <= 3 * VISIBLE
                ? "*".repeat(length)
                : reveal.substring(0, VISIBLE) + "****" + reveal.substring(length - VISIBLE);
    }

    @Override
    public String toString() {
        return "****";
    }
}
