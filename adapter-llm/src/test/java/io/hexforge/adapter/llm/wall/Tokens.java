package io.hexforge.adapter.llm.wall;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/// The wall's tokenizer: a word with the white space before it, at most a dozen characters.
final class Tokens {
    private static final int LONGEST = 12;

    private Tokens() {}

    /// {@return the tokens; joined they are the text again}
    static List<String> of(String text) {
        var tokens = new ArrayList<String>();
        int start = 0;
        boolean inWord = false;
        int characters = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            boolean space = Character.isWhitespace(character);
            if (characters == LONGEST || (inWord && space)) {
                tokens.add(text.substring(start, i));
                start = i;
                inWord = false;
                characters = 0;
            }
            inWord |= !space;
            characters++;
            i += Character.charCount(character);
        }
        if (start < text.length()) {
            tokens.add(text.substring(start));
        }
        return tokens;
    }

    /// {@return `count` tokens: "1 ", "2 ", …}
    static List<String> numbered(int count) {
        return new AbstractList<>() {
            @Override
            public String get(int index) {
                return index + 1 + " ";
            }

            @Override
            public int size() {
                return count;
            }
        };
    }

    static int inCharacters(long characters) {
        return (int) Math.ceilDiv(characters, 4);
    }
}
