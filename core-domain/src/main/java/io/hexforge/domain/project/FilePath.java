package io.hexforge.domain.project;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a file is within its project: names between slashes, relative, in Unicode's normalisation form C.
/// It can lead nowhere but below the folder that it is resolved against, on any system.
///
/// Upper and lower case are kept and tell files apart. Ordered by code points.
///
/// @param value such as `src/app/(shop)/[id]/page.tsx`
public record FilePath(String value) implements Comparable<FilePath> {
    public static final int LONGEST = 500;

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*", Pattern.DOTALL);

    /// Characters that turn the direction in which text is shown: a path would not look like what it is.
    private static final Set<Integer> TURNING =
            Set.of(0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069);

    /// @throws IllegalArgumentException if it is no path, or not in form C
    public FilePath {
        String problem = problem(value);
        if (problem != null || !Normalizer.isNormalized(value, Normalizer.Form.NFC)) {
            throw new IllegalArgumentException("the path " + (problem == null ? "is not in form C" : problem));
        }
    }

    /// {@return the path that a text means, brought into form C}
    ///
    /// @throws IllegalArgumentException if there is a `problem`
    public static FilePath of(String text) {
        if (text.length() > 2 * LONGEST) {
            throw new IllegalArgumentException("the path is too long");
        }
        return new FilePath(Normalizer.normalize(text, Normalizer.Form.NFC));
    }

    /// {@return what keeps a text from being a path, or null if nothing does}
    public static @Nullable String problem(String text) {
        String path = text.length() > 2 * LONGEST ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
        if (path.isEmpty() || path.codePointCount(0, path.length()) > LONGEST || path.length() > 2 * LONGEST) {
            return "must have 1 to " + LONGEST + " characters";
        }
        if (path.codePoints().anyMatch(FilePath::unprintable)) {
            return "must not hold control characters, halves of characters, or ones that turn the direction of text";
        }
        if (path.indexOf('\\') >= 0) {
            return "must have slashes between names, not backslashes";
        }
        if (DRIVE.matcher(path).matches()) {
            return "must not begin with the letter of a drive";
        }
        for (String name : path.split("/", -1)) {
            if (name.isBlank() || name.equals(".") || name.equals("..")) {
                return "must be relative, and each name between its slashes something else than blank, . or ..";
            }
        }
        return null;
    }

    private static boolean unprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            default -> TURNING.contains(codePoint);
        };
    }

    /// {@return the last name}
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /// {@return the folders that it is in, the outermost first}
    public List<FilePath> folders() {
        var folders = new ArrayList<FilePath>();
        for (int slash = value.indexOf('/'); slash >= 0; slash = value.indexOf('/', slash + 1)) {
            folders.add(new FilePath(value.substring(0, slash)));
        }
        return folders;
    }

    @Override
    public int compareTo(FilePath other) {
        // UTF-8 sorts as code points do; UTF-16 does not.
        return Arrays.compareUnsigned(
                value.getBytes(StandardCharsets.UTF_8), other.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return value;
    }
}
