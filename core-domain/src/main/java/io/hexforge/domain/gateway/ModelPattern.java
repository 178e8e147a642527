package io.hexforge.domain.gateway;

import java.util.List;
import java.util.Locale;

/// A pattern of models' names: `*` stands for any characters, `?` for one, `|` separates alternatives. It is held
/// against the model's name alone and against `provider/model`; case does not matter.
public record ModelPattern(List<String> alternatives) {
    public ModelPattern {
        alternatives = List.copyOf(alternatives);
    }

    public static ModelPattern parse(String text) {
        return new ModelPattern(List.of(text.strip().toLowerCase(Locale.ROOT).split("\\s*\\|\\s*")));
    }

    public boolean matches(String provider, String model) {
        String name = model.toLowerCase(Locale.ROOT);
        for (String alternative : alternatives) {
            if (fits(alternative, name) || fits(alternative, provider + "/" + name)) {
                return true;
            }
        }
        return false;
    }

    /// Linear: of several stars only the last one is ever tried anew.
    private static boolean fits(String glob, String text) {
        int g = 0;
        int t = 0;
        int star = -1;
        int resumed = 0;
        while (t < text.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                resumed = t;
            } else if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == text.charAt(t))) {
                g++;
                t++;
            } else if (star >= 0) {
                g = star + 1;
                t = ++resumed;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
