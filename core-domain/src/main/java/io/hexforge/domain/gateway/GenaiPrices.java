package io.hexforge.domain.gateway;

import static io.hexforge.domain.gateway.PriceFileRows.tokens;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.PriceFileRows.Rates;
import io.hexforge.domain.gateway.PriceFileRows.Tariff;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The shape of `data.json` of genai-prices: a list of providers, each with a list of models.
///
/// Rules by which a model is recognised become names and prefixes. Of prices that depend on the hour the dearest is
/// taken, of prices with several tiers the first two.
final class GenaiPrices {
    private static final int PER_MILLION = 9;
    /// A literal beginning, then digits: `^gpt-6-sol-\d{4}-\d{2}-\d{2}$`.
    private static final Pattern LITERAL_BEGINNING = Pattern.compile("\\^((?:[A-Za-z0-9:/_-]|\\\\\\.)+)\\\\d.*");

    private GenaiPrices() {}

    static void read(JsonValue file, PriceFileRows rows) {
        JsonValue providers = file instanceof JsonObject object ? object.get("providers") : file;
        int index = 0;
        for (JsonObject provider : objects(providers)) {
            List<JsonObject> models = objects(provider.get("models"));
            Optional<String> name = provider.string("id").flatMap(PriceFile::provider);
            if (name.isEmpty()) {
                rows.skip(models.size());
            }
            for (int i = 0; i < models.size() && name.isPresent(); i++) {
                add(name.get(), models.get(i), "/" + index + "/models/" + i, rows);
            }
            index++;
        }
    }

    private static void add(String provider, JsonObject model, String pointer, PriceFileRows rows) {
        String id = model.string("id").orElse("");
        if (provider.equals("gemini") && id.startsWith("claude")) {
            rows.skip(1); // Vertex, which sells them too, is not this provider.
            return;
        }
        var aliases = new LinkedHashSet<String>();
        names(model.get("match"), aliases);
        aliases.remove(id);
        Set<Capability> capabilities = id.contains("embed") ? Set.of(Capability.EMBEDDING) : null;
        Long window = tokens(model, "context_window");
        prices(model.get("prices"), pointer + "/prices", rows)
                .forEach((from, prices) -> rows.add(
                        from,
                        provider,
                        id,
                        List.copyOf(aliases),
                        window,
                        null,
                        capabilities,
                        tariff(prices, id.endsWith(":free"), pointer + "/prices", rows)));
    }

    /// {@return what holds from when on}
    private static SortedMap<Instant, JsonObject> prices(
            @Nullable JsonValue value, String pointer, PriceFileRows rows) {
        var dated = new TreeMap<Instant, JsonObject>();
        Instant begin = rows.validFrom();
        if (value instanceof JsonObject always) {
            dated.put(begin, always);
            return dated;
        }
        Instant last = begin;
        for (JsonObject each : objects(value)) {
            JsonObject prices = each.get("prices") instanceof JsonObject object ? object : JsonObject.EMPTY;
            JsonObject constraint = each.get("constraint") instanceof JsonObject object ? object : JsonObject.EMPTY;
            Optional<String> date = constraint.string("start_date");
            if (date.isPresent()) {
                Instant start = instant(date.get(), pointer, rows);
                last = start.isAfter(begin) ? start : begin;
                dated.put(last, prices);
            } else if (constraint.get("start_time") == null) {
                dated.put(begin, prices);
            } else {
                dated.merge(last, prices, GenaiPrices::dearer);
            }
        }
        if (dated.isEmpty()) {
            dated.put(begin, JsonObject.EMPTY);
        }
        return dated;
    }

    private static Instant instant(String date, String pointer, PriceFileRows rows) {
        try {
            return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            rows.violation(pointer, "has a start_date that is not a date: " + date);
            return rows.validFrom();
        }
    }

    private static JsonObject dearer(JsonObject one, JsonObject other) {
        return base(one) >= base(other) ? one : other;
    }

    private static double base(JsonObject prices) {
        JsonValue input = prices.get("input_mtok");
        JsonValue value = input instanceof JsonObject tiered ? tiered.get("base") : input;
        return value instanceof JsonValue.JsonNumber number ? number.value().doubleValue() : 0;
    }

    private static @Nullable Tariff tariff(JsonObject prices, boolean free, String pointer, PriceFileRows rows) {
        if (prices.members().isEmpty()) {
            return free ? new Tariff(new Rates(0L, 0L, 0L, 0L), null, null) : null;
        }
        List<String> names = List.of("input_mtok", "cache_read_mtok", "cache_write_mtok", "output_mtok");
        Rates base = rates(
                names,
                name -> prices.get(name) instanceof JsonObject tiered ? tiered.get("base") : prices.get(name),
                pointer,
                rows);
        Optional<Long> above = names.stream()
                .map(name -> tier(prices, name))
                .filter(Objects::nonNull)
                .map(tier -> tokens(tier, "start"))
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
        if (above.isEmpty()) {
            return new Tariff(base, null, null);
        }
        Rates longer = rates(
                names,
                name -> {
                    JsonObject tier = tier(prices, name);
                    return tier == null ? prices.get(name) : tier.get("price");
                },
                pointer,
                rows);
        return new Tariff(base, above.get(), longer);
    }

    private interface Member {
        @Nullable
        JsonValue of(String name);
    }

    private static Rates rates(List<String> names, Member member, String pointer, PriceFileRows rows) {
        var found = new ArrayList<@Nullable Long>();
        names.forEach(name -> found.add(rows.rate(member.of(name), PER_MILLION, pointer + "/" + name)));
        return new Rates(found.get(0), found.get(1), found.get(2), found.get(3));
    }

    private static @Nullable JsonObject tier(JsonObject prices, String name) {
        List<JsonObject> tiers =
                prices.get(name) instanceof JsonObject tiered ? objects(tiered.get("tiers")) : List.of();
        return tiers.isEmpty() ? null : tiers.getFirst();
    }

    /// Adds the names that a rule stands for; rules that no prefix can stand for are left out.
    private static void names(@Nullable JsonValue rule, Set<String> names) {
        if (!(rule instanceof JsonObject object)) {
            return;
        }
        object.string("equals").ifPresent(names::add);
        object.string("ends_with").ifPresent(names::add);
        object.string("starts_with").ifPresent(beginning -> names.add(beginning + "*"));
        object.string("contains").ifPresent(part -> names.add(part + "*"));
        object.string("regex")
                .map(LITERAL_BEGINNING::matcher)
                .filter(matcher -> matcher.matches())
                .ifPresent(matcher -> names.add(matcher.group(1).replace("\\.", ".") + "*"));
        objects(object.get("or")).forEach(each -> names(each, names));
        objects(object.get("and")).stream()
                .filter(each -> each.get("starts_with") instanceof JsonString)
                .findFirst()
                .ifPresent(each -> names(each, names));
    }

    private static List<JsonObject> objects(@Nullable JsonValue value) {
        return value instanceof JsonArray array
                ? array.items().stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList()
                : List.of();
    }
}
