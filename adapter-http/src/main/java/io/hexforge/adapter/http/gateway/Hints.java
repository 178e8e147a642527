package io.hexforge.adapter.http.gateway;

import io.hexforge.adapter.http.BadRequest;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonArray;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.RouteHints;
import io.hexforge.domain.gateway.RouteHints.LatencyTarget;
import io.hexforge.domain.gateway.RouteHints.Providers;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Reads the `hexforge` object of a request: our own extension of every dialect.
final class Hints {
    private static final String ROOT = "/hexforge";
    private static final Set<String> MEMBERS = Set.of(
            "intent",
            "task_type",
            "latency_target",
            "latency_slo_ms",
            "cost_priority",
            "max_cost",
            "fallbacks",
            "providers",
            "cache",
            "rag",
            "verify");
    private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000);
    private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000);
    private static final int MOST_FALLBACKS = 16;
    private static final long LONGEST_TTL_SECONDS = 30L * 24 * 3600;
    private static final long LONGEST_SLO_MS = 3_600_000;

    private final JsonObject object;

    private Hints(JsonObject object) {
        this.object = object;
    }

    /// @param extension the member `hexforge`, or null when absent
    static RouteHints of(@Nullable JsonValue extension) {
        return switch (extension) {
            case null -> RouteHints.NONE;
            case JsonObject object -> new Hints(object).read();
            default -> throw new BadRequest(ROOT, "must be an object");
        };
    }

    private RouteHints read() {
        for (String name : object.members().keySet()) {
            if (!MEMBERS.contains(name)) {
                throw new BadRequest(pointer(name), "is not known");
            }
        }
        if (value("rag") != null) {
            throw new BadRequest(pointer("rag"), "is not supported");
        }
        JsonValue cache = value("cache");
        return new RouteHints(
                text("intent"),
                text("task_type"),
                latencyTarget(),
                whole("latency_slo_ms", LONGEST_SLO_MS, Duration::ofMillis),
                flag("cost_priority"),
                maxCost(),
                models("fallbacks"),
                providers(),
                switch (cache) {
                    case null -> null;
                    case JsonBoolean(boolean wanted) -> wanted;
                    default -> true;
                },
                cache == null || cache instanceof JsonBoolean
                        ? null
                        : whole("cache", LONGEST_TTL_SECONDS, Duration::ofSeconds),
                null,
                flag("verify"));
    }

    private @Nullable JsonValue value(String name) {
        JsonValue value = object.get(name);
        return value instanceof JsonNull ? null : value;
    }

    private @Nullable String text(String name) {
        return switch (value(name)) {
            case null -> null;
            case JsonString(String text) when !text.isBlank() && text.length() <= 100 -> text;
            default -> throw new BadRequest(pointer(name), "must be a string of 1 to 100 characters");
        };
    }

    private boolean flag(String name) {
        return switch (value(name)) {
            case null -> false;
            case JsonBoolean(boolean wanted) -> wanted;
            default -> throw new BadRequest(pointer(name), "must be true or false");
        };
    }

    private interface Unit {
        Duration of(long amount);
    }

    private @Nullable Duration whole(String name, long most, Unit unit) {
        return switch (value(name)) {
            case null -> null;
            case JsonNumber(BigDecimal number) when whole(number, most) -> unit.of(number.longValueExact());
            default -> throw new BadRequest(pointer(name), "must be a whole number from 1 to " + most);
        };
    }

    private static boolean whole(BigDecimal number, long most) {
        return number.stripTrailingZeros().scale() <= 0
                && number.signum() > 0
                && number.compareTo(BigDecimal.valueOf(most)) <= 0;
    }

    private LatencyTarget latencyTarget() {
        String text = text("latency_target");
        if (text == null) {
            return LatencyTarget.MEDIUM;
        }
        return Arrays.stream(LatencyTarget.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new BadRequest(pointer("latency_target"), "must be one of ultra_low, low, medium, high"));
    }

    private @Nullable Long maxCost() {
        return switch (value("max_cost")) {
            case null -> null;
            case JsonNumber(BigDecimal usd)
            when usd.signum() >= 0 && usd.compareTo(MOST_USD) <= 0 ->
                usd.multiply(NANO).longValue();
            default -> throw new BadRequest(pointer("max_cost"), "must be US dollars, from 0 to " + MOST_USD);
        };
    }

    private Providers providers() {
        return switch (value("providers")) {
            case null -> Providers.ANY;
            case JsonObject given -> {
                for (String name : given.members().keySet()) {
                    if (!Set.of("only", "ignore", "order").contains(name)) {
                        throw new BadRequest(pointer("providers/" + name), "is not known");
                    }
                }
                yield new Providers(names(given, "only"), names(given, "ignore"), names(given, "order"));
            }
            default -> throw new BadRequest(pointer("providers"), "must be an object of only, ignore and order");
        };
    }

    private List<String> names(JsonObject given, String member) {
        List<String> names = strings(
                "providers/" + member,
                given.get(member),
                ProviderCatalogue.all().size());
        return IntStream.range(0, names.size())
                .mapToObj(i -> ProviderCatalogue.find(names.get(i))
                        .orElseThrow(() -> new BadRequest(
                                pointer("providers/" + member + "/" + i), "is not the name of a provider"))
                        .name())
                .collect(Collectors.toList());
    }

    private List<String> models(String name) {
        return strings(name, value(name), MOST_FALLBACKS);
    }

    private static List<String> strings(String name, @Nullable JsonValue value, int most) {
        return switch (value) {
            case null -> List.of();
            case JsonNull ignored -> List.of();
            case JsonArray(List<JsonValue> items)
            when items.size() <= most ->
                IntStream.range(0, items.size())
                        .mapToObj(i -> string(name + "/" + i, items.get(i)))
                        .toList();
            default -> throw new BadRequest(pointer(name), "must be an array of at most " + most + " strings");
        };
    }

    private static String string(String name, JsonValue item) {
        return switch (item) {
            case JsonString(String text) when !text.isBlank() -> text;
            default -> throw new BadRequest(pointer(name), "must be a string");
        };
    }

    private static String pointer(String name) {
        return ROOT + "/" + name;
    }
}
