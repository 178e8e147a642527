package io.hexforge.domain.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecoveryCodeTest {
    @Test
    void makes_ten_that_differ() {
        assertThat(RecoveryCode.generate(new Random(1)))
                .hasSize(10)
                .doesNotHaveDuplicates()
                .allSatisfy(code -> assertThat(code.reveal()).matches("[a-z2-7]{6}(-[a-z2-7]{6}){3}"));
    }

    @Test
    void is_known_again_however_it_is_typed() {
        RecoveryCode code = RecoveryCode.generate(new Random(1)).getFirst();
        String sloppy = " " + code.reveal().toUpperCase(java.util.Locale.ROOT).replace('-', ' ');

        assertThat(RecoveryCode.hash(sloppy)).isEqualTo(code.hash());
        assertThat(RecoveryCode.looksLike(sloppy)).isTrue();
        assertThat(RecoveryCode.looksLike("123456")).isFalse();
        assertThat(code).hasToString("****");
    }

    /// RFC 4648, section 10, without padding.
    @ParameterizedTest
    @CsvSource({"f,MY", "fo,MZXQ", "foo,MZXW6", "foob,MZXW6YQ", "fooba,MZXW6YTB", "foobar,MZXW6YTBOI"})
    void writes_base_32(String text, String encoded) {
        assertThat(Base32.encode(text.getBytes(US_ASCII))).isEqualTo(encoded);
        assertThat(Base32.decode(encoded)).isEqualTo(text.getBytes(US_ASCII));
        assertThatThrownBy(() -> Base32.decode("0189")).isInstanceOf(IllegalArgumentException.class);
    }
}
