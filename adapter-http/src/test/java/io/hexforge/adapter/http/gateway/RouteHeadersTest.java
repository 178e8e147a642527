package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RouteHeadersTest {
    @Test
    void writes_time_in_milliseconds_to_three_places() {
        assertThat(RouteHeaders.millis(0)).isEqualTo("0.000");
        assertThat(RouteHeaders.millis(7_999)).isEqualTo("0.007");
        assertThat(RouteHeaders.millis(999_999)).isEqualTo("0.999");
        assertThat(RouteHeaders.millis(1_020_000)).isEqualTo("1.020");
        assertThat(RouteHeaders.millis(12_345_678_901L)).isEqualTo("12345.678");
    }

    @Test
    void lets_no_character_into_a_header_that_is_not_printable_ascii() {
        assertThat(RouteHeaders.printable("gpt-5 ~ok")).isEqualTo("gpt-5 ~ok");
        assertThat(RouteHeaders.printable("a\r\nb\u0000ü\u007f")).isEqualTo("a??b???");
    }
}
