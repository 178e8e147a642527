package io.hexforge.domain.ops;

import java.util.regex.Pattern;

/// The name of a blob: segments with `/` between, such as `avatars/0190…/3.png`. Safe as a path on every system.
public record BlobKey(String value) {
    private static final int LONGEST = 300;
    private static final Pattern SAFE = Pattern.compile("[a-z0-9_-][a-z0-9._-]{0,79}(/[a-z0-9_-][a-z0-9._-]{0,79})*");

    public BlobKey {
        if (value.length() > LONGEST || !SAFE.matcher(value).matches() || value.endsWith(".")) {
            throw new IllegalArgumentException("not the name of a blob");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
