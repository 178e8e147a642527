package io.hexforge.domain.identity;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// A name that somebody logs in with: lower-case, without `@`.
public record Username(String value) {
    /// What a name has to be like, for people.
    public static final String RULE =
            "must have 3 to 50 characters: letters, digits, '.', '_' and '-', the first a letter or digit";

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{2,49}");
    private static final int LONGEST_STEM = 40;
    private static final int DIGITS = 100_000_000;

    public Username {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a username");
        }
    }

    /// {@return the name, in whatever case it was written, or empty if `text` is none}
    public static Optional<Username> parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        return FORM.matcher(lower).matches() ? Optional.of(new Username(lower)) : Optional.empty();
    }

    /// A name like the local part of an address.
    public static Username from(EmailAddress address) {
        String local = address.value().substring(0, address.value().indexOf('@'));
        String plain = Normalizer.normalize(local, Normalizer.Form.NFD)
                .replaceAll("\\+.*", "")
                .replaceAll("[^a-z0-9._-]", "")
                .replaceAll("^[._-]+", "");
        String stem = plain.substring(0, Math.min(plain.length(), LONGEST_STEM));
        return parse(stem).orElseGet(() -> new Username("user" + stem));
    }

    /// {@return the same name with a random number behind it}
    public Username numbered(RandomGenerator random) {
        String stem = value.substring(0, Math.min(value.length(), LONGEST_STEM));
        return new Username(stem + "-" + random.nextInt(DIGITS));
    }
}
