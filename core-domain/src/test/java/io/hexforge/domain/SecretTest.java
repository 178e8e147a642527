package io.hexforge.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.identity.ApiKeySecret;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void shows_both_ends_of_a_long_secret() {
        assertThat(new Secret("sk-abcdefghijklmnop").preview()).isEqualTo("sk-a****mnop");
    }

    @Property
    void hides_at_least_eight_characters_and_how_many(
            @ForAll @AlphaChars @StringLength(max = 60) String before, @ForAll @AlphaChars String tail) {
        String text = before + tail;
        String shown = new Secret(text).preview().replace("*", "");

        assertThat(shown.length()).isIn(0, 8);
        assertThat(text.length() - shown.length()).isGreaterThanOrEqualTo(Math.min(8, text.length()));
        assertThat(new Secret(text).preview().length()).isIn(4, 12);
    }

    @Property
    void is_never_printed(@ForAll @AlphaChars @StringLength(min = 1) String text) {
        assertThat(new Secret(text)).hasToString("****");
    }

    @Property
    void a_key_shows_eight_of_its_forty_three_random_characters(@ForAll long seed) {
        ApiKeySecret secret = ApiKeySecret.generate(new Random(seed));

        assertThat(secret.reveal()).matches("hf_[A-Za-z0-9_-]{43}");
        assertThat(secret.preview()).hasSize(12).startsWith(secret.reveal().substring(0, 7));
        assertThat(secret).hasToString("hf_****");
        assertThat(secret.hash().hex()).matches("[0-9a-f]{64}").doesNotContain(secret.reveal());
    }
}
