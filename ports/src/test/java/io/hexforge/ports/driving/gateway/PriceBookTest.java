package io.hexforge.ports.driving.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.ModelFacts;
import io.hexforge.domain.gateway.Price;
import io.hexforge.domain.gateway.PricedModel;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.inprocess.gateway.InProcessPriceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PriceBookTest {
    private final TestClock clock = new TestClock();
    private final InProcessPriceStore store = new InProcessPriceStore();
    private final PriceBook book = new PriceBook(store, clock);

    @Test
    void knows_the_built_in_prices_without_a_store() {
        assertThat(book.facts("openai", "gpt-4o-mini").price()).isNotNull();
        assertThat(book.facts("openai", "made-up")).isEqualTo(ModelFacts.unknown("openai", "made-up"));
    }

    @Test
    void remembers_what_it_found() {
        assertThat(book.facts("openai", "gpt-5")).isSameAs(book.facts("openai", "gpt-5"));
    }

    @Test
    void follows_the_store() {
        book.refreshIfChanged();
        assertThat(book.facts("openai", "new").price()).isNull();

        add("new", clock.instant().minusSeconds(1), 5);
        assertThat(book.facts("openai", "new").price()).isNull();
        book.refreshIfChanged();

        assertThat(input("new")).isEqualTo(5);
    }

    @Test
    void changes_to_the_next_price_when_its_time_comes() {
        add("m", clock.instant().minusSeconds(60), 1);
        add("m", clock.instant().plusSeconds(60), 2);
        book.refresh();

        assertThat(input("m")).isEqualTo(1);
        clock.advance(Duration.ofSeconds(61));

        assertThat(input("m")).isEqualTo(2);
    }

    @Test
    void does_not_look_for_a_name_that_no_model_has() {
        String endless = "gpt-5".repeat(2_000_000);

        assertThat(book.facts("openai", endless)).isEqualTo(ModelFacts.unknown("openai", endless));
    }

    @Test
    void goes_on_working_after_more_names_than_it_remembers() {
        for (int i = 0; i < 12_000; i++) {
            book.facts("openai", "made-up-" + i);
        }

        assertThat(book.facts("openai", "gpt-5").price()).isNotNull();
    }

    private long input(String model) {
        Price price = book.facts("openai", model).price();
        assertThat(price).isNotNull();
        return price.input();
    }

    private void add(String model, Instant from, long input) {
        var id = new UUID(7, input);
        var price = new Price(id, from, input, 0, 0, 0);
        var row = new PricedModel(id, price.validFrom(), "openai", model, List.of(), null, null, null, price);
        assertThat(store.add(List.of(row), store.version())).isTrue();
    }
}
