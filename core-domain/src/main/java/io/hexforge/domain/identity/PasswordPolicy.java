package io.hexforge.domain.identity;

import io.hexforge.domain.Secret;
import io.hexforge.domain.Violation;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which passwords are accepted: by length and by what is easily guessed, never by kinds of characters
/// (OWASP ASVS 5, section 6.2; NIST SP 800-63B, section 3.1.1).
public final class PasswordPolicy {
    /// The shortest password, in characters (code points after normalisation).
    public static final int MIN_LENGTH = 12;

    /// The longest password, in characters.
    public static final int MAX_LENGTH = 256;

    /// Nothing that is longer can be a password, whatever normalisation makes of it.
    private static final int MAX_UNITS = 8 * MAX_LENGTH;

    private static final int SHORTEST_WORD = 4;
    private static final int LEAST_BESIDE_WORDS = 8;

    private PasswordPolicy() {}

    /// {@return the one form (NFC) in which a password is hashed, so that it does not depend on the keyboard; empty if
    /// it is too long to be anybody's}
    public static Optional<Secret> normalized(Secret password) {
        return password.reveal().length() > MAX_UNITS
                ? Optional.empty()
                : Optional.of(new Secret(Normalizer.normalize(password.reveal(), Normalizer.Form.NFC)));
    }

    /// {@return why `password` is not accepted; empty if it is}
    ///
    /// @param pointer where the password stands in the request
    /// @param own names and addresses of whose it is to be; a password must not be little more than those
    public static List<Violation> violations(Secret password, String pointer, List<@Nullable String> own) {
        String text = normalized(password).map(Secret::reveal).orElse(null);
        int length = text == null ? Integer.MAX_VALUE : text.codePointCount(0, text.length());
        if (text == null || length > MAX_LENGTH) {
            return List.of(new Violation(pointer, "must have at most " + MAX_LENGTH + " characters"));
        }
        if (length < MIN_LENGTH) {
            return List.of(new Violation(pointer, "must have at least " + MIN_LENGTH + " characters"));
        }
        if (CommonPasswords.contains(text)) {
            return List.of(new Violation(pointer, "is among the most used passwords, which are tried first"));
        }
        if (lessWords(text, own).length() < LEAST_BESIDE_WORDS) {
            return List.of(new Violation(pointer, "is little more than your own name or address"));
        }
        return List.of();
    }

    private static String lessWords(String text, List<@Nullable String> own) {
        String rest = text.toLowerCase(Locale.ROOT);
        List<String> words = Stream.concat(own.stream().filter(Objects::nonNull), Stream.of("hexforge"))
                .flatMap(PasswordPolicy::words)
                .sorted((one, other) -> other.length() - one.length())
                .toList();
        for (String word : words) {
            rest = rest.replace(word, "");
        }
        return rest;
    }

    /// {@return a name or an address as a whole and in its parts}
    private static Stream<String> words(String own) {
        String lower = Normalizer.normalize(own, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return Stream.concat(Stream.of(lower), Arrays.stream(lower.split("[^\\p{L}\\p{N}]+", -1)))
                .filter(word -> word.length() >= SHORTEST_WORD);
    }
}
