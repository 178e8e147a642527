package io.hexforge.domain.project;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How one text becomes another, as `diff -u` writes it.
///
/// The fewest lines that must change are found with the algorithm of E. W. Myers, "An O(ND) Difference
/// Algorithm and Its Variations" (1986). Texts that differ in more than a thousand lines are shown as
/// replaced between what they begin and end with: always right, not always short.
///
/// @param text empty if there is no difference
/// @param added lines
/// @param removed lines
public record UnifiedDiff(String text, int added, int removed) {
    private static final int CONTEXT = 3;
    private static final int MOST_EDITS = 1000;

    /// @param oldName how the old text is called
    public static UnifiedDiff of(String oldName, Content old, String newName, Content fresh) {
        return new Comparison(lines(old.text()), lines(fresh.text())).diff(oldName, newName);
    }

    /// {@return lines, each with the break at its end}
    private static List<String> lines(String text) {
        var lines = new ArrayList<String>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start) + 1;
            end = end == 0 ? text.length() : end;
            lines.add(text.substring(start, end));
            start = end;
        }
        return lines;
    }

    private static final class Comparison {
        private final List<String> old;
        private final List<String> fresh;
        private final BitSet removed = new BitSet();
        private final BitSet added = new BitSet();

        Comparison(List<String> old, List<String> fresh) {
            this.old = old;
            this.fresh = fresh;
            var numbers = new HashMap<String, Integer>();
            int[] a = numbered(old, numbers);
            int[] b = numbered(fresh, numbers);
            int start = 0;
            while (start < Math.min(a.length, b.length) && a[start] == b[start]) {
                start++;
            }
            int end = 0;
            while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] == b[b.length - 1 - end]) {
                end++;
            }
            compare(Arrays.copyOfRange(a, start, a.length - end), Arrays.copyOfRange(b, start, b.length - end), start);
        }

        private static int[] numbered(List<String> lines, Map<String, Integer> numbers) {
            return lines.stream()
                    .mapToInt(line -> numbers.computeIfAbsent(line, key -> numbers.size()))
                    .toArray();
        }

        /// Follows, for each number of edits, the furthest points that can be reached on each diagonal.
        private void compare(int[] a, int[] b, int start) {
            int most = Math.min(a.length + b.length, MOST_EDITS);
            int[] furthest = new int[2 * most + 3];
            int middle = most + 1;
            var before = new ArrayList<int[]>();
            for (int edits = 0; edits <= most; edits++) {
                before.add(Arrays.copyOfRange(furthest, middle - edits - 1, middle + edits + 2));
                for (int diagonal = -edits; diagonal <= edits; diagonal += 2) {
                    int left = furthest[middle + diagonal - 1];
                    int right = furthest[middle + diagonal + 1];
                    int x = insertion(edits, diagonal, left, right) ? right : left + 1;
                    while (x < a.length && x - diagonal < b.length && a[x] == b[x - diagonal]) {
                        x++;
                    }
                    furthest[middle + diagonal] = x;
                    if (x >= a.length && x - diagonal >= b.length) {
                        mark(before, a.length, b.length, start);
                        return;
                    }
                }
            }
            removed.set(start, start + a.length);
            added.set(start, start + b.length);
        }

        private static boolean insertion(int edits, int diagonal, int left, int right) {
            return diagonal == -edits || (diagonal != edits && left < right);
        }

        /// Walks back to where it began.
        private void mark(List<int[]> before, int lengthA, int lengthB, int start) {
            int x = lengthA;
            int y = lengthB;
            for (int edits = before.size() - 1; edits > 0; edits--) {
                int[] furthest = before.get(edits);
                int middle = edits + 1;
                int left = furthest[middle + x - y - 1];
                int right = furthest[middle + x - y + 1];
                if (insertion(edits, x - y, left, right)) {
                    y = right - (x - y + 1);
                    x = right;
                    added.set(start + y);
                } else {
                    y = left - (x - y - 1);
                    x = left;
                    removed.set(start + x);
                }
            }
        }

        private UnifiedDiff diff(String oldName, String newName) {
            if (removed.isEmpty() && added.isEmpty()) {
                return new UnifiedDiff("", 0, 0);
            }
            var text = new StringBuilder("--- " + oldName + "\n+++ " + newName + "\n");
            int x = 0;
            int y = 0;
            while (true) {
                int gap = unchanged(x, y);
                if (x + gap == old.size() && y + gap == fresh.size()) {
                    return new UnifiedDiff(text.toString(), added.cardinality(), removed.cardinality());
                }
                int lead = Math.min(gap, CONTEXT);
                int[] end = hunk(text, x + gap - lead, y + gap - lead);
                x = end[0];
                y = end[1];
            }
        }

        /// {@return how many lines are the same from here on}
        private int unchanged(int x, int y) {
            int nextRemoved = removed.nextSetBit(x);
            int nextAdded = added.nextSetBit(y);
            int ofOld = (nextRemoved < 0 ? old.size() : nextRemoved) - x;
            int ofFresh = (nextAdded < 0 ? fresh.size() : nextAdded) - y;
            return Math.min(ofOld, ofFresh);
        }

        /// Writes changes that are close to each other, with what surrounds them.
        private int[] hunk(StringBuilder text, int fromX, int fromY) {
            var body = new StringBuilder();
            int x = fromX;
            int y = fromY;
            while (true) {
                int gap = unchanged(x, y);
                boolean last = x + gap == old.size() && y + gap == fresh.size();
                int shown = last || gap > 2 * CONTEXT ? Math.min(gap, CONTEXT) : gap;
                for (int i = 0; i < shown; i++) {
                    line(body, ' ', old.get(x++));
                    y++;
                }
                if (last || shown < gap) {
                    break;
                }
                while (removed.get(x)) {
                    line(body, '-', old.get(x++));
                }
                while (added.get(y)) {
                    line(body, '+', fresh.get(y++));
                }
            }
            text.append("@@ -").append(range(fromX, x)).append(" +").append(range(fromY, y));
            text.append(" @@\n").append(body);
            return new int[] {x, y};
        }

        private static String range(int from, int to) {
            int length = to - from;
            int first = length == 0 ? from : from + 1;
            return length == 1 ? String.valueOf(first) : first + "," + length;
        }

        private static void line(StringBuilder body, char sign, String line) {
            body.append(sign).append(line);
            if (!line.endsWith("\n")) {
                body.append("\n\\ No newline at end of file\n");
            }
        }
    }
}
