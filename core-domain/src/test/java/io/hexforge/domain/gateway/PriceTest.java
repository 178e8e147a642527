package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PriceTest {
    private static final UUID ID = new UUID(0, 1);

    @Test
    void charges_each_kind_of_token_its_rate_and_rounds_up() {
        var price = new Price(ID, Instant.EPOCH, 3_000_000_000L, 300_000_000, 3_750_000_000L, 15_000_000_000L);

        assertThat(price.cost(new Usage(1_000, 600, 100, 10, 5)))
                .isEqualTo(300 * 3_000 + 600 * 300 + 100 * 3_750 + 10 * 15_000);
        assertThat(price.cost(Usage.NONE)).isZero();
        assertThat(new Price(ID, Instant.EPOCH, 1, 0, 0, 0).cost(Usage.of(1, 0)))
                .isEqualTo(1);
    }

    @Test
    void charges_nothing_for_plain_tokens_that_the_provider_counted_as_cached_beyond_the_prompt() {
        var price = new Price(ID, Instant.EPOCH, 1_000_000, 10_000_000, 0, 0);

        assertThat(price.cost(new Usage(5, 8, 0, 0, 0))).isEqualTo(80);
    }

    @Test
    void stays_exact_where_a_product_does_not_fit_and_stops_at_the_largest_amount() {
        var dear = new Price(ID, Instant.EPOCH, 1_000_000_000_000_000L, 0, 0, 1);

        assertThat(dear.cost(Usage.of(10_000_000, 1))).isEqualTo(10_000_000_000_000_001L);
        assertThat(dear.cost(Usage.of(Long.MAX_VALUE, 0))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refuses_a_negative_rate() {
        assertThatThrownBy(() -> new Price(ID, Instant.EPOCH, -1, 0, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
