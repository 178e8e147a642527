package io.hexforge.ports.driving.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.Actor;
import io.hexforge.domain.Ids;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.Page;
import io.hexforge.domain.Scope;
import io.hexforge.domain.gateway.PriceTable.Listed;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.TestClock;
import io.hexforge.ports.driven.identity.TestActors;
import io.hexforge.ports.driving.gateway.ManagePrices.Filter;
import io.hexforge.ports.driving.gateway.ManagePrices.Outcome;
import io.hexforge.ports.inprocess.gateway.InProcessPriceStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ManagePricesTest {
    private static final Filter ALL = new Filter(null, null, null);

    private final TestClock clock = new TestClock();
    private final InProcessPriceStore store = new InProcessPriceStore();
    private final PriceBook book = new PriceBook(store, clock);
    private final ManagePrices manage = new ManagePrices(store, book, new Ids(clock, new Random(1)));
    private final Actor operator =
            new Actor(TestActors.IDS.next(), TestActors.IDS.next(), null, Set.of(Scope.ALL), true);

    @Test
    void an_imported_price_is_in_force_at_once() {
        assertThat(imported(null, 7)).isEqualTo(new Outcome.Imported("models.dev", 1, 0, 0));

        assertThat(input("gpt-5")).isEqualTo(7);
        assertThat(input("gpt-5-2025-08-07")).isEqualTo(7);
        assertThat(book.facts("openai", "gpt-5").contextWindow()).isEqualTo(400_000);
    }

    @Test
    void what_is_known_already_is_not_stored_again() {
        imported(null, 7);

        assertThat(imported(null, 7)).isEqualTo(new Outcome.Imported("models.dev", 0, 1, 0));
        assertThat(store.all()).hasSize(1);
    }

    @Test
    void one_of_fifty_simultaneous_imports_stores_the_price() {
        Race.ofFifty(i -> imported(clock.instant().minusSeconds(1), 7));

        assertThat(store.all()).hasSize(1);
    }

    @Test
    void a_price_can_be_imported_before_it_holds_and_the_old_one_asked_for_after() {
        imported(clock.instant().minusSeconds(60), 7);
        imported(clock.instant().plusSeconds(60), 8);
        Instant before = clock.instant();

        assertThat(input("gpt-5")).isEqualTo(7);
        clock.advance(Duration.ofMinutes(2));
        assertThat(input("gpt-5")).isEqualTo(8);
        Page<Listed> then = manage.list(new Filter("openai", "gpt-5", before), Page.Request.first());
        assertThat(then.items())
                .filteredOn(each -> each.facts().model().equals("gpt-5"))
                .singleElement()
                .satisfies(each -> assertThat(each.facts().price().input()).isEqualTo(7_000_000_000L));
    }

    @Test
    void a_later_row_of_a_file_is_kept_though_it_says_what_was_so_before() {
        imported(Instant.EPOCH, 5);

        assertThat(manage.importFile(operator, dated(3, "2026-12-01", 5), null))
                .isEqualTo(new Outcome.Imported("genai-prices", 2, 0, 0));

        assertThat(input("gpt-5")).isEqualTo(3);
        clock.advance(Duration.ofDays(365));
        assertThat(input("gpt-5")).isEqualTo(5);
    }

    @Test
    void only_who_administers_the_installation_imports() {
        Actor other = TestActors.ofAnyName().newcomer();

        assertThat(manage.importFile(other, file(7), null)).isEqualTo(new Outcome.Forbidden());
        assertThat(store.all()).isEmpty();
    }

    @Test
    void a_list_is_read_in_slices_without_gap_or_repetition() {
        var seen = new ArrayList<String>();
        Page.Request request = new Page.Request(null, 37);
        while (true) {
            Page<Listed> page = manage.list(ALL, request);
            page.items()
                    .forEach(each -> seen.add(
                            each.facts().provider() + "/" + each.facts().model()));
            if (page.next() == null) {
                break;
            }
            request = new Page.Request(page.next(), 37);
        }

        assertThat(seen).hasSizeGreaterThan(300).doesNotHaveDuplicates().contains("openai/gpt-5");
    }

    @Test
    void a_list_can_be_limited_to_a_provider_and_a_word() {
        Page<Listed> page = manage.list(new Filter("google", "FLASH", null), Page.Request.first());

        assertThat(page.items()).isNotEmpty().allSatisfy(each -> {
            assertThat(each.facts().provider()).isEqualTo("gemini");
            assertThat(each.facts().model()).contains("flash");
            assertThat(each.imported()).isFalse();
        });
        assertThat(manage.list(new Filter("nobody", null, null), Page.Request.first())
                        .items())
                .isEmpty();
    }

    private long input(String model) {
        var price = book.facts("openai", model).price();
        assertThat(price).isNotNull();
        return price.input() / 1_000_000_000;
    }

    private Outcome imported(@Nullable Instant validFrom, int usd) {
        return manage.importFile(operator, file(usd), validFrom);
    }

    private static JsonObject file(int usd) {
        var model = object("cost", object("input", JsonNumber.of(usd)));
        return object("openai", object("models", object("gpt-5", model)));
    }

    private static JsonArray dated(int usd, String date, int then) {
        var now = object("prices", object("input_mtok", JsonNumber.of(usd)));
        var later = object("prices", object("input_mtok", JsonNumber.of(then)))
                .with("constraint", object("start_date", new JsonString(date)));
        var model = object("id", new JsonString("gpt-5")).with("prices", new JsonArray(List.of(now, later)));
        return new JsonArray(
                List.of(object("id", new JsonString("openai")).with("models", new JsonArray(List.of(model)))));
    }

    private static JsonObject object(String name, io.hexforge.domain.JsonValue value) {
        return new JsonObject(Map.of(name, value));
    }
}
