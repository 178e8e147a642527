package io.hexforge.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTokenTest {
    private static final RefreshToken TOKEN = new RefreshToken(new UUID(1, 2), 3, new byte[32]);

    @Property
    void is_read_as_it_was_written(
            @ForAll long high, @ForAll long low, @ForAll @IntRange int generation, @ForAll @Size(32) byte[] mac) {
        var token = new RefreshToken(new UUID(high, low), generation, mac);

        assertThat(RefreshToken.parse(token.reveal())).contains(token);
        assertThat(token.reveal()).hasSize(74).startsWith("hfr_").doesNotContain("=");
    }

    @Property
    void reading_any_text_never_fails(@ForAll String text) {
        assertThat(RefreshToken.parse(text)).isEmpty();
        assertThat(RefreshToken.parse("hfr_" + text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"B", "C", "P"})
    void has_one_spelling_only(String lastCharacter) {
        String text = TOKEN.reveal();
        assertThat(text).endsWith("A");

        assertThat(RefreshToken.parse(text.substring(0, 73) + lastCharacter)).isEmpty();
    }

    @Test
    void does_not_print_itself() {
        assertThat(TOKEN).hasToString("hfr_****");
    }
}
