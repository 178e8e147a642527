package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PriceTableTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final PriceTable BUILT_IN = new PriceTable(BuiltInPrices.rows(), List.of());

    @Test
    void knows_what_the_default_models_cost_and_hold() {
        ModelFacts mini = builtIn("openai", "gpt-4o-mini");

        assertThat(mini.price()).isNotNull().satisfies(price -> {
            assertThat(price.input()).isEqualTo(150_000_000);
            assertThat(price.cached()).isEqualTo(75_000_000);
            assertThat(price.output()).isEqualTo(600_000_000);
        });
        assertThat(mini.contextWindow()).isEqualTo(128_000);
        assertThat(mini.capabilities()).contains(Capability.TOOLS, Capability.JSON_SCHEMA, Capability.VISION);
        ProviderCatalogue.all().stream()
                .filter(kind -> kind.defaultModel() != null && !kind.name().equals("openrouter"))
                .forEach(kind -> assertThat(
                                builtIn(kind.name(), kind.defaultModel()).price())
                        .as(kind.name())
                        .isNotNull());
    }

    @Test
    void finds_dated_names_aliases_and_resold_models() {
        assertThat(priceOf("openai", "gpt-4o-2024-08-06")).isEqualTo(priceOf("openai", "gpt-4o"));
        assertThat(priceOf("openai", "gpt-4o-2031-01-01")).isEqualTo(priceOf("openai", "gpt-4o"));
        assertThat(priceOf("openai", "gpt-4o-2024-05-13")).isNotEqualTo(priceOf("openai", "gpt-4o"));
        assertThat(priceOf("anthropic", "claude-sonnet-4-5-20250929"))
                .isEqualTo(priceOf("anthropic", "claude-sonnet-4-5"));
        assertThat(priceOf("openrouter", "openai/gpt-5").input()).isEqualTo(1_250_000_000);
        assertThat(priceOf("openrouter", "openai/gpt-5.3-codex").output()).isEqualTo(14_000_000_000L);
        assertThat(priceOf("azure-openai", "gpt-5-mini").output()).isEqualTo(2_000_000_000);
        assertThat(priceOf("openai", "GPT-5").input()).isEqualTo(1_250_000_000);
    }

    @Test
    void gives_facts_the_name_that_was_asked_for() {
        ModelFacts facts = builtIn("anthropic", "claude-sonnet-4-5-20250929");

        assertThat(facts.provider()).isEqualTo("anthropic");
        assertThat(facts.model()).isEqualTo("claude-sonnet-4-5-20250929");
    }

    @Test
    void knows_nothing_of_strangers() {
        assertThat(builtIn("openai", "made-up")).isEqualTo(ModelFacts.unknown("openai", "made-up"));
        assertThat(builtIn("nobody", "gpt-5")).isEqualTo(ModelFacts.unknown("nobody", "gpt-5"));
        assertThat(builtIn("custom", "gpt-5").price()).isNull();
        assertThat(builtIn("openai", "").price()).isNull();
    }

    @Test
    void takes_what_runs_on_ones_own_machines_for_free_but_not_its_limits_for_known() {
        ModelFacts own = builtIn("ollama", "llama3.3:70b");

        assertThat(own.price()).isNotNull();
        assertThat(own.price().cost(Usage.of(1_000_000, 1_000_000))).isZero();
        assertThat(own.contextWindow()).isNull();
        assertThat(own.capabilities()).isNull();
    }

    @Test
    void charges_long_prompts_the_long_context_rates_for_every_token() {
        Price price = priceOf("gemini", "gemini-2.5-pro");

        assertThat(price.cost(Usage.of(200_000, 1_000))).isEqualTo(250_000_000 + 10_000_000);
        assertThat(price.cost(Usage.of(200_001, 1_000))).isEqualTo(500_002_500 + 15_000_000);
    }

    @Test
    void takes_the_row_that_is_valid_at_the_instant_and_says_until_when() {
        var table = new PriceTable(List.of(row("m", at(0), 1), row("m", at(2), 3)), List.of(row("m", at(1), 2)));

        assertThat(input(table, at(0))).isEqualTo(1);
        assertThat(input(table, at(1).minusNanos(1))).isEqualTo(1);
        assertThat(input(table, at(1))).isEqualTo(2);
        assertThat(input(table, at(2))).isEqualTo(3);
        assertThat(table.find("openai", "m", at(0).minusNanos(1)).facts().price())
                .isNull();
        assertThat(table.find("openai", "m", at(1)).until()).isEqualTo(at(2));
        assertThat(table.find("openai", "m", at(2)).until()).isNull();
    }

    @Test
    void prefers_an_imported_row_to_a_built_in_one_of_the_same_instant() {
        var table = new PriceTable(List.of(row("m", at(0), 1)), List.of(row("m", at(0), 2)));

        assertThat(input(table, at(0))).isEqualTo(2);
    }

    @Test
    void prefers_what_was_imported_later_of_the_same_instant() {
        PricedModel first = row("m", at(0), 1, new UUID(1, 0));
        PricedModel second = row("m", at(0), 2, new UUID(2, 0));

        assertThat(input(new PriceTable(List.of(), List.of(second, first)), at(0)))
                .isEqualTo(2);
    }

    @Test
    void fills_what_a_row_does_not_say_from_those_before_it() {
        PricedModel window = new PricedModel(
                new UUID(0, 9), at(0), "openai", "m", List.of(), 1_000L, null, Set.of(Capability.TOOLS), null);
        var table = new PriceTable(List.of(window), List.of(row("m", at(1), 7)));

        ModelFacts facts = table.find("openai", "m", at(1)).facts();

        assertThat(facts.contextWindow()).isEqualTo(1_000);
        assertThat(facts.capabilities()).containsExactly(Capability.TOOLS);
        assertThat(facts.price())
                .isNotNull()
                .satisfies(price -> assertThat(price.input()).isEqualTo(7));
    }

    @Test
    void lets_an_imported_price_hold_for_the_aliases_too() {
        var table = new PriceTable(BuiltInPrices.rows(), List.of(row("gpt-4o", at(0), 7)));

        assertThat(table.find("openai", "gpt-4o-2024-08-06", at(1)).facts().price())
                .isNotNull()
                .satisfies(price -> assertThat(price.input()).isEqualTo(7));
    }

    @Test
    void takes_the_longest_prefix() {
        var table = new PriceTable(
                List.of(alias("short", "gpt-*", 1), alias("long", "gpt-5-*", 2), alias("exact", "gpt-5-x", 3)),
                List.of());

        assertThat(input(table, "gpt-4", at(0))).isEqualTo(1);
        assertThat(input(table, "gpt-5-nano", at(0))).isEqualTo(2);
        assertThat(input(table, "gpt-5-x", at(0))).isEqualTo(3);
    }

    private static ModelFacts builtIn(String provider, String model) {
        return BUILT_IN.find(provider, model, NOW).facts();
    }

    private static Price priceOf(String provider, String model) {
        Price price = builtIn(provider, model).price();
        assertThat(price).as(model).isNotNull();
        return price;
    }

    private static long input(PriceTable table, Instant at) {
        return input(table, "m", at);
    }

    private static long input(PriceTable table, String model, Instant at) {
        @Nullable Price price = table.find("openai", model, at).facts().price();
        assertThat(price).isNotNull();
        return price.input();
    }

    private static Instant at(int day) {
        return NOW.plus(Duration.ofDays(day));
    }

    private static PricedModel row(String model, Instant from, long input) {
        return row(model, from, input, new UUID(0, input));
    }

    private static PricedModel row(String model, Instant from, long input, UUID id) {
        return new PricedModel(
                id, from, "openai", model, List.of(), null, null, null, new Price(id, from, input, 0, 0, 0));
    }

    private static PricedModel alias(String model, String alias, long input) {
        UUID id = new UUID(0, input);
        return new PricedModel(
                id, at(0), "openai", model, List.of(alias), null, null, null, new Price(id, at(0), input, 0, 0, 0));
    }
}
