package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonBoolean;
import io.hexforge.domain.JsonValue.JsonNull;
import io.hexforge.domain.JsonValue.JsonNumber;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.Violation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderSettingsTest {
    @ParameterizedTest
    @CsvSource({"30,30000", "0.5,500", "1e1,10000", "3600,3600000", "0.0001,1", "1e-99999,1"})
    void takes_a_timeout_in_seconds_as_number_or_text(String seconds, long millis) {
        for (JsonValue value : new JsonValue[] {number(seconds), new JsonString(" " + seconds + " ")}) {
            assertThat(ProviderSettings.check(with("timeout", value))).isEmpty();
            assertThat(ProviderSettings.of(with("timeout", value)).timeout()).isEqualTo(Duration.ofMillis(millis));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3600.001", "1e99999"})
    void refuses_a_timeout_out_of_range(String seconds) {
        assertRefused("timeout", number(seconds), "/metadata/timeout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "NaN", "Infinity", "0x10"})
    void refuses_a_timeout_that_is_no_number(String text) {
        assertRefused("timeout", new JsonString(text), "/metadata/timeout");
        assertRefused("timeout", new JsonBoolean(true), "/metadata/timeout");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "3,3", "10,10", "3.0,3", "1e1,10"})
    void takes_a_number_of_retries(String written, int retries) {
        assertThat(ProviderSettings.of(with("max_retries", number(written))).maxRetries())
                .isEqualTo(retries);
        assertThat(ProviderSettings.of(with("max_retries", new JsonString(written)))
                        .maxRetries())
                .isEqualTo(retries);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "11", "1.5", "1e-400", "1e99999"})
    void refuses_a_number_of_retries_that_is_none(String written) {
        assertRefused("max_retries", number(written), "/metadata/max_retries");
    }

    @Test
    void reads_headers_from_their_object_and_from_members_of_their_own() {
        JsonObject metadata = JsonObject.EMPTY
                .with("http_referer", new JsonString("https://app.example"))
                .with("App_Name", new JsonString("My app"))
                .with("anthropic-version", new JsonString("2023-06-01"))
                .with("headers", new JsonObject(Map.of("X-Team", new JsonString("a\tb"))));

        assertThat(ProviderSettings.check(metadata)).isEmpty();
        assertThat(ProviderSettings.of(metadata).headers())
                .isEqualTo(Map.of(
                        "HTTP-Referer", "https://app.example",
                        "X-Title", "My app",
                        "anthropic-version", "2023-06-01",
                        "X-Team", "a\tb"));
    }

    @Test
    void sends_a_header_once_whatever_the_case_of_its_names() {
        JsonObject metadata = JsonObject.EMPTY
                .with("x_title", new JsonString("first"))
                .with("headers", new JsonObject(Map.of("x-title", new JsonString("second"))));

        assertThat(ProviderSettings.of(metadata).headers().values()).containsExactly("second");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "x-api-key",
                "HOST",
                "Content-Length",
                "Transfer-Encoding",
                "Accept",
                "Proxy-Authorization",
                "",
                "a b",
                "a:b",
                "a\r\nb",
                "ü"
            })
    void refuses_headers_that_would_replace_the_credential_or_break_the_request(String name) {
        assertRefused("headers", new JsonObject(Map.of(name, new JsonString("x"))), "/metadata/headers/" + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nHost: evil", "\u0000", "ü", "\u007f"})
    void refuses_header_values_that_would_break_the_request(String value) {
        assertRefused("headers", new JsonObject(Map.of("X-A", new JsonString(value))), "/metadata/headers/X-A");
        assertRefused("http_referer", new JsonString(value), "/metadata/http_referer");
    }

    @Test
    void points_at_a_header_whose_name_needs_escapes() {
        assertRefused("headers", new JsonObject(Map.of("a/b~c", new JsonString("x"))), "/metadata/headers/a~1b~0c");
    }

    @Test
    void refuses_headers_that_are_no_strings() {
        assertRefused("headers", new JsonString("X-A: 1"), "/metadata/headers");
        assertRefused("headers", new JsonObject(Map.of("X-A", number("1"))), "/metadata/headers/X-A");
        assertRefused("http_referer", number("1"), "/metadata/http_referer");
    }

    @Test
    void takes_no_notice_of_nulls_and_of_what_it_does_not_know() {
        var members = new LinkedHashMap<String, JsonValue>();
        for (String name : new String[] {"timeout", "max_retries", "headers", "http_referer", "note"}) {
            members.put(name, new JsonNull());
        }
        members.put("colour", new JsonBoolean(true));

        assertThat(ProviderSettings.check(new JsonObject(members))).isEmpty();
        assertThat(ProviderSettings.of(new JsonObject(members))).isEqualTo(ProviderSettings.NONE);
    }

    @Test
    void reports_every_fault_at_once() {
        JsonObject metadata = with("timeout", number("0")).with("max_retries", number("99"));

        assertThat(ProviderSettings.check(metadata))
                .extracting(Violation::pointer)
                .containsExactly("/metadata/timeout", "/metadata/max_retries");
    }

    private static void assertRefused(String member, JsonValue value, String pointer) {
        assertThat(ProviderSettings.check(with(member, value)))
                .extracting(Violation::pointer)
                .containsExactly(pointer);
        assertThat(ProviderSettings.of(with(member, value))).isEqualTo(ProviderSettings.NONE);
    }

    private static JsonObject with(String member, JsonValue value) {
        return JsonObject.EMPTY.with(member, value);
    }

    private static JsonNumber number(String text) {
        return new JsonNumber(new BigDecimal(text));
    }
}
