package io.hexforge.domain.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rows of the price table that come with Hexforge, from the resource `prices.txt`.
///
/// A line `@openai` names a provider; the lines after it are its models:
/// `gpt-5 as=gpt-5-2025-08-07,gpt-5-chat* window=400000 output=128000 can=TOOLS,VISION from=2025-08-07
/// price=1.25,0.125,1.25,10 above=272000:2.5,0.25,2.5,15`. Prices are USD for a million tokens: input, read from the
/// cache, written to the cache, output. Only the name is needed. `#` begins a remark.
public final class BuiltInPrices {
    private static final int NANO_DIGITS = 9;

    private BuiltInPrices() {}

    public static List<PricedModel> rows() {
        try (InputStream resource = BuiltInPrices.class.getResourceAsStream("prices.txt")) {
            if (resource == null) {
                throw new IllegalStateException("prices.txt is missing");
            }
            return parse(new String(resource.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<PricedModel> parse(String text) {
        var rows = new ArrayList<PricedModel>();
        String provider = "";
        for (String line : text.lines().toList()) {
            if (line.startsWith("@")) {
                provider = line.substring(1);
            } else if (!line.isBlank() && !line.startsWith("#")) {
                rows.add(row(provider, line));
            }
        }
        return rows;
    }

    private static PricedModel row(String provider, String line) {
        String[] parts = line.split(" ", -1);
        var members = new HashMap<String, String>();
        for (String part : Arrays.asList(parts).subList(1, parts.length)) {
            int equals = part.indexOf('=');
            members.put(part.substring(0, equals), part.substring(equals + 1));
        }
        // The same row has the same id in every installation; a row that says something else has another one.
        UUID id = UUID.nameUUIDFromBytes((provider + "/" + line).getBytes(UTF_8));
        String from = members.get("from");
        Instant validFrom = from == null
                ? Instant.EPOCH
                : LocalDate.parse(from).atStartOfDay(ZoneOffset.UTC).toInstant();
        String aliases = members.get("as");
        return new PricedModel(
                id,
                validFrom,
                provider,
                parts[0],
                aliases == null ? List.of() : List.of(aliases.split(",")),
                number(members.get("window")),
                number(members.get("output")),
                capabilities(members.get("can")),
                price(id, validFrom, members));
    }

    private static @Nullable Long number(@Nullable String text) {
        return text == null ? null : Long.valueOf(text);
    }

    private static @Nullable Set<Capability> capabilities(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return Arrays.stream(text.split(","))
                .filter(name -> !name.isEmpty())
                .map(Capability::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Price price(UUID id, Instant validFrom, Map<String, String> members) {
        String text = members.get("price");
        if (text == null) {
            return null;
        }
        long[] rates = rates(text);
        return new Price(id, validFrom, rates[0], rates[1], rates[2], rates[3], longContext(members.get("above")));
    }

    private static Price.@Nullable LongContext longContext(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int colon = text.indexOf(':');
        long[] rates = rates(text.substring(colon + 1));
        return new Price.LongContext(Long.parseLong(text.substring(0, colon)), rates[0], rates[1], rates[2], rates[3]);
    }

    private static long[] rates(String text) {
        return Arrays.stream(text.split(","))
                .mapToLong(
                        usd -> new BigDecimal(usd).movePointRight(NANO_DIGITS).longValueExact())
                .toArray();
    }
}
