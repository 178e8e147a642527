package io.hexforge.ports.driven.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.Capability;
import io.hexforge.domain.gateway.Price;
import io.hexforge.domain.gateway.Price.LongContext;
import io.hexforge.domain.gateway.PricedModel;
import io.hexforge.ports.driven.Race;
import io.hexforge.ports.driven.identity.TestActors;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every [PriceStore] does. Tests may share one store: each looks only at models of its own.
public interface PriceStoreContract {
    Instant MONDAY = Instant.parse("2026-03-02T00:00:00.123456Z");

    PriceStore prices();

    @Test
    default void keeps_a_row_with_all_its_members() {
        UUID id = TestActors.IDS.next();
        var row = new PricedModel(
                id,
                MONDAY,
                "openai",
                "gpt-" + id,
                List.of("gpt-*", "gpt"),
                400_000L,
                128_000L,
                Set.of(Capability.TOOLS, Capability.VISION),
                new Price(id, MONDAY, 1, 2, 3, Long.MAX_VALUE, new LongContext(200_000, 5, 6, 7, 8)));

        assertThat(prices().add(List.of(row), prices().version())).isTrue();

        assertThat(prices().all()).contains(row);
    }

    @Test
    default void keeps_what_a_row_does_not_say_apart_from_nothing_and_zero() {
        UUID id = TestActors.IDS.next();
        UUID other = TestActors.IDS.next();
        var silent = new PricedModel(id, MONDAY, "groq", "g-" + id, List.of(), null, null, null, null);
        var zero = new PricedModel(
                other, MONDAY, "groq", "g-" + other, List.of(), 0L, 0L, Set.of(), new Price(other, MONDAY, 0, 0, 0, 0));

        assertThat(prices().add(List.of(silent, zero), prices().version())).isTrue();

        assertThat(prices().all()).contains(silent, zero);
    }

    @Test
    default void lists_rows_oldest_first() {
        PricedModel later = row("openai", MONDAY.plusSeconds(1));
        PricedModel earlier = row("openai", MONDAY.minusSeconds(1));

        prices().add(List.of(later, earlier), prices().version());

        assertThat(prices().all()).containsSubsequence(earlier, later);
    }

    @Test
    default void grows_its_version_when_rows_are_added() {
        long before = prices().version();

        prices().add(List.of(row("xai", MONDAY)), before);

        assertThat(prices().version()).isGreaterThan(before);
    }

    @Test
    default void adds_nothing_to_a_store_that_has_changed() {
        long before = prices().version();
        prices().add(List.of(row("xai", MONDAY)), before);
        PricedModel late = row("xai", MONDAY);

        assertThat(prices().add(List.of(late), before)).isFalse();

        assertThat(prices().all()).doesNotContain(late);
    }

    @Test
    default void lets_one_of_fifty_simultaneous_imports_through() {
        long before = prices().version();
        String provider = "race-" + TestActors.IDS.next();

        var outcomes = Race.ofFifty(i -> prices().add(List.of(row(provider, MONDAY), row(provider, MONDAY)), before));

        assertThat(outcomes).containsOnlyOnce(true);
        assertThat(prices().all())
                .filteredOn(row -> row.provider().equals(provider))
                .hasSize(2);
    }

    private static PricedModel row(String provider, Instant validFrom) {
        UUID id = TestActors.IDS.next();
        return new PricedModel(
                id, validFrom, provider, "m-" + id, List.of(), null, null, null, new Price(id, validFrom, 1, 1, 1, 1));
    }
}
