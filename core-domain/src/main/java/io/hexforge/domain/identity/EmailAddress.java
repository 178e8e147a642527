package io.hexforge.domain.identity;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/// An e-mail address, in the one form in which addresses are compared: NFC, lower-case, the domain in ASCII.
///
/// Lower-casing the local part goes beyond RFC 5321, but no provider in use tells `Ada@` from `ada@`.
public record EmailAddress(String value) {
    /// The longest address (RFC 5321, section 4.5.3.1.3, without the angle brackets).
    public static final int MAX_LENGTH = 254;

    private static final int MAX_LOCAL = 64;

    public EmailAddress {
        if (value.indexOf('@') < 1) {
            throw new IllegalArgumentException("not an e-mail address");
        }
    }

    /// {@return the address, or empty if `text` is none}
    public static Optional<EmailAddress> parse(String text) {
        String address = Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        int at = address.lastIndexOf('@');
        if (at < 1 || at > MAX_LOCAL || at != address.indexOf('@')) {
            return Optional.empty();
        }
        String local = address.substring(0, at);
        return domain(address.substring(at + 1))
                .filter(domain -> wellFormed(local) && local.length() + 1 + domain.length() <= MAX_LENGTH)
                .map(domain -> new EmailAddress(local + "@" + domain));
    }

    private static boolean wellFormed(String local) {
        return !local.startsWith(".")
                && !local.endsWith(".")
                && !local.contains("..")
                && local.codePoints()
                        .allMatch(c -> Character.isLetterOrDigit(c) || "!#$%&'*+/=?^_`{|}~.-".indexOf(c) >= 0);
    }

    private static Optional<String> domain(String text) {
        try {
            String ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            boolean labels = ascii.matches("[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+");
            return labels ? Optional.of(ascii) : Optional.empty();
        } catch (IllegalArgumentException notADomain) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
