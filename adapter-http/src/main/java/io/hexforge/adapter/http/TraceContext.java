package io.hexforge.adapter.http;

import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The W3C trace context of a request (https://www.w3.org/TR/trace-context/, level 1).
///
/// @param traceparent the header's value, as it came or as it was made
public record TraceContext(String traceparent) {
    private static final Pattern WELL_FORMED =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
    private static final int TRACE_ID_START = 3;
    private static final int TRACE_ID_END = 35;

    /// Takes the header if it is well-formed, else begins a new trace that is not sampled.
    static TraceContext of(@Nullable String header, RandomGenerator random) {
        if (header != null && WELL_FORMED.matcher(header).matches()) {
            return new TraceContext(header);
        }
        var hex = HexFormat.of();
        // Zero ids are forbidden; a set bit makes them impossible.
        String traceId = hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong() | 1);
        return new TraceContext("00-" + traceId + "-" + hex.toHexDigits(random.nextLong() | 1) + "-00");
    }

    /// {@return the 32 hexadecimal digits that name the trace}
    public String traceId() {
        return traceparent.substring(TRACE_ID_START, TRACE_ID_END);
    }
}
