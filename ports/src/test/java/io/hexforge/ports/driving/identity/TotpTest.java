package io.hexforge.ports.driving.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Secret;
import io.hexforge.domain.identity.Base32;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final Totp RFC = new Totp(new Secret(Base32.encode("12345678901234567890".getBytes(US_ASCII))));

    /// RFC 6238, appendix B, SHA-1; the last six of the eight digits there.
    @ParameterizedTest
    @CsvSource({
        "59,287082",
        "1111111109,081804",
        "1111111111,050471",
        "1234567890,005924",
        "2000000000,279037",
        "20000000000,353130"
    })
    void shows_the_numbers_of_the_rfc(long seconds, String number) {
        assertThat(RFC.number(Totp.step(Instant.ofEpochSecond(seconds)))).isEqualTo(number);
    }

    @Test
    void knows_the_step_of_a_number_one_before_and_one_after() {
        Instant now = Instant.ofEpochSecond(1_234_567_890);
        long present = Totp.step(now);

        for (long step = present - 1; step <= present + 1; step++) {
            assertThat(RFC.step(RFC.number(step), now)).hasValue(step);
        }
        assertThat(RFC.step(RFC.number(present - 2), now)).isEmpty();
        assertThat(RFC.step(RFC.number(present + 2), now)).isEmpty();
        assertThat(RFC.step("005 924", now)).as("as apps show it").hasValue(present);
        assertThat(RFC.step("", now)).isEmpty();
        assertThat(RFC.step("٠٠٥٩٢٤", now)).isEmpty();
    }

    @Test
    void tells_apps_all_they_need() {
        assertThat(RFC.url("ada lovelace@example.org").reveal())
                .isEqualTo("otpauth://totp/Hexforge:ada%20lovelace%40example.org"
                        + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Hexforge&algorithm=SHA1&digits=6&period=30");
        assertThat(Totp.generate(new Random(1)).secret().reveal()).matches("[A-Z2-7]{32}");
        assertThat(RFC).hasToString("Totp[secret=****]");
    }
}
