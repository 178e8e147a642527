package io.hexforge.app;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What somebody sends who looks for a way to break a server.
final class HostileInputs {
    /// Stands for a secret, which no answer may say back.
    static final String SENTINEL = "Zq7sentinelZq7sentinelZq7";

    /// JSON texts that stand where something else is expected.
    static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "1e999999",
            "-99999999999999999999999",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"a\\ud800b\"",
            "\"\\udc00\"",
            "\"\\u0001\\u001b[2J\\r\\nBcc: x@example.org\"",
            "\"" + "x".repeat(70_000) + "\"",
            "\"\uff11\uff12\uff13\uff14\uff15\uff16\"",
            "\"\u202e\ud83d\ude00\ufeff\uffff\"",
            "\"\\\\\"",
            "\"%'; drop table users; --\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"00000000-0000-0000-0000-000000000000\"",
            "\"" + SENTINEL + "\"",
            "[]",
            "[null]",
            "[\"a\\ud800\",{}]",
            "{}",
            "{\"a\\ud800\":{\"\":1e99999}}",
            "{\"a\":1e9999999999999}",
            "{\"a/~b\":{\"password\":\"" + SENTINEL + "\"}}",
            "[".repeat(150) + "]".repeat(150));

    /// Whole bodies.
    static final List<String> BODIES = List.of(
            "",
            " ",
            "null",
            "[]",
            "\"x\"",
            "{",
            "{}",
            "{\"a~/\\ud800\":1}",
            "{\"\\u0000\":\"\\u0000\"}",
            "{\"password\":" + SENTINEL + "}",
            "{\"password\":\"" + SENTINEL,
            "{\"password\":\"" + SENTINEL + "\",\"password\":\"" + SENTINEL + "\"}",
            "{\"role\":\"owner\",\"system_admin\":true,\"tenant_id\":\"00000000-0000-4000-8000-000000000000\"}",
            "[".repeat(5000),
            "{\"a\":\"" + "x".repeat(300_000) + "\"}");

    static final List<String> QUERIES = List.of(
            "%00",
            "a%00b",
            "%5C",
            "%25",
            "%27",
            "%FF%FE",
            "%ED%A0%80",
            "%zz",
            "",
            "-1",
            "99999999999999999999",
            "x".repeat(4000),
            "%2B999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "00000000-0000-0000-0000-000000000000",
            "%0D%0ASet-Cookie:%20a=b",
            "//evil.example",
            "https://evil.example");

    static final Map<String, List<String>> HEADERS = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "Authorization",
                    List.of(
                            "Bearer",
                            "Bearer \t",
                            "Bearer a.b.c",
                            "Basic !!!",
                            "Bearer hf_" + "\u00ff".repeat(43),
                            "Bearer " + "e30.".repeat(1500))),
            Map.entry(
                    "Cookie",
                    List.of(
                            "__Host-hexforge-access=\"",
                            "__Host-hexforge-refresh=a.b; __Host-hexforge-csrf=x",
                            "=;;=",
                            "a")),
            Map.entry("If-Match", List.of("\"v999999999999999999\"", "W/\"v1\"", "\"v-1\"")),
            Map.entry("Idempotency-Key", List.of("\u00e9", "x".repeat(5000), "a b")),
            Map.entry("X-Refresh-Token", List.of("x", "\u00ff".repeat(50), "hfr_" + "a".repeat(3000))),
            Map.entry(
                    "Content-Type",
                    List.of(
                            "application/x-www-form-urlencoded",
                            "multipart/form-data",
                            "text/plain",
                            ";;;",
                            "application/json;charset=utf-16")),
            Map.entry("Content-Encoding", List.of("gzip")),
            Map.entry("X-HTTP-Method-Override", List.of("DELETE")),
            Map.entry("X-Forwarded-For", List.of("x".repeat(3000), "\u00ff'; drop", ",,", "[::1%25]")),
            Map.entry("X-Session-Mode", List.of("cookie")),
            Map.entry("traceparent", List.of("00-zz")),
            Map.entry("User-Agent", List.of("\u00ff\t\u0080", "x".repeat(5000)))));

    /// Those that tell who asks.
    static final Set<String> CREDENTIALS = Set.of("Authorization", "Cookie");

    private HostileInputs() {}
}
