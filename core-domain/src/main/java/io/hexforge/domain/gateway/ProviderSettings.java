package io.hexforge.domain.gateway;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.Violation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What Hexforge heeds in a connection's metadata; other members are kept and shown, and have no effect, nor have
/// nulls.
///
/// @param timeout `timeout`, in seconds (a number or a numeric string, above 0): the deadline of a whole call
/// @param maxRetries `max_retries`, 0..10
/// @param headers sent with each call: `headers` (an object of strings), and OpenRouter's `HTTP-Referer` (from
///     `http_referer` or `referer`) and `X-Title` (from `x_title` or `app_name`), and `anthropic-version`
public record ProviderSettings(
        @Nullable Duration timeout, @Nullable Integer maxRetries, Map<String, String> headers) {
    public static final ProviderSettings NONE = new ProviderSettings(null, null, Map.of());

    private static final Map<String, String> HEADER_OF_MEMBER = Map.of(
            "http_referer", "HTTP-Referer",
            "referer", "HTTP-Referer",
            "x_title", "X-Title",
            "app_name", "X-Title",
            "anthropic-version", "anthropic-version",
            "anthropic_version", "anthropic-version");
    /// Headers that would let metadata replace the credential or break the framing of a request.
    private static final Set<String> RESERVED = Set.of(
            "accept",
            "authorization",
            "proxy-authorization",
            "x-api-key",
            "x-goog-api-key",
            "api-key",
            "host",
            "content-length",
            "content-type",
            "transfer-encoding",
            "connection",
            "accept-encoding",
            "expect",
            "upgrade",
            "te",
            "trailer");
    private static final int MAX_RETRIES = 10;
    private static final BigDecimal MAX_TIMEOUT = BigDecimal.valueOf(3600);

    public ProviderSettings {
        headers = Map.copyOf(headers);
    }

    /// {@return what is wrong with `metadata`; empty if nothing}
    public static List<Violation> check(JsonObject metadata) {
        var violations = new ArrayList<Violation>();
        read(metadata, violations);
        return violations;
    }

    /// Reads metadata that passed `check`; what did not is left out.
    public static ProviderSettings of(JsonObject metadata) {
        return read(metadata, new ArrayList<>());
    }

    private static ProviderSettings read(JsonObject metadata, List<Violation> violations) {
        Duration timeout = null;
        Integer maxRetries = null;
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, JsonValue> member : metadata.members().entrySet()) {
            String name = member.getKey();
            JsonValue value = member.getValue();
            String headerName = HEADER_OF_MEMBER.get(name.toLowerCase(Locale.ROOT));
            if (value instanceof JsonNull) {
                continue;
            }
            if (name.equals("timeout")) {
                BigDecimal seconds = number(value);
                if (seconds == null || seconds.signum() <= 0 || seconds.compareTo(MAX_TIMEOUT) > 0) {
                    violations.add(new Violation("/metadata/timeout", "must be seconds, above 0 and at most 3600"));
                } else {
                    timeout = Duration.ofMillis(
                            Math.max(1, seconds.movePointRight(3).longValue()));
                }
            } else if (name.equals("max_retries")) {
                BigDecimal count = number(value);
                if (count == null
                        || count.signum() < 0
                        || count.compareTo(BigDecimal.valueOf(MAX_RETRIES)) > 0
                        || count.stripTrailingZeros().scale() > 0) {
                    violations.add(new Violation("/metadata/max_retries", "must be a whole number from 0 to 10"));
                } else {
                    maxRetries = count.intValueExact();
                }
            } else if (name.equals("headers")) {
                addHeaders(value, headers, violations);
            } else if (headerName != null) {
                addHeader("/metadata/" + name, headerName, value, headers, violations);
            }
        }
        return new ProviderSettings(timeout, maxRetries, headers);
    }

    private static void addHeaders(JsonValue value, Map<String, String> headers, List<Violation> violations) {
        if (!(value instanceof JsonObject object)) {
            violations.add(new Violation("/metadata/headers", "must be an object of strings"));
            return;
        }
        object.members().forEach((name, content) -> {
            String pointer = "/metadata/headers/" + name.replace("~", "~0").replace("/", "~1");
            addHeader(pointer, name, content, headers, violations);
        });
    }

    private static void addHeader(
            String pointer, String name, JsonValue value, Map<String, String> headers, List<Violation> violations) {
        if (!(value instanceof JsonString(String text))) {
            violations.add(new Violation(pointer, "must be a string"));
        } else if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+") || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            violations.add(new Violation(pointer, "is not a header that may be set"));
        } else if (!text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f))) {
            violations.add(new Violation(pointer, "must be printable ASCII"));
        } else {
            headers.put(name, text);
        }
    }

    private static @Nullable BigDecimal number(JsonValue value) {
        try {
            return switch (value) {
                case JsonNumber number -> number.value();
                case JsonString text -> new BigDecimal(text.value().strip());
                default -> null;
            };
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
