package io.hexforge.ports.driving.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.hexforge.domain.identity.EmailAddress;
import io.hexforge.domain.identity.MailTemplate;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// A mail that is to be written and delivered, as it stands in a job.
record MailOrder(EmailAddress to, MailTemplate template, Map<String, String> values, Instant at) {
    private static final String VALUE = "value.";

    String encoded() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("to", to.value());
        fields.put("template", template.name());
        fields.put("at", at.toString());
        values.forEach((name, value) -> fields.put(VALUE + name, value));
        return fields.entrySet().stream()
                .map(field ->
                        URLEncoder.encode(field.getKey(), UTF_8) + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    static MailOrder decode(String encoded) {
        var fields = new LinkedHashMap<String, String>();
        for (String field : encoded.split("&")) {
            int equals = field.indexOf('=');
            fields.put(
                    URLDecoder.decode(field.substring(0, equals), UTF_8),
                    URLDecoder.decode(field.substring(equals + 1), UTF_8));
        }
        var values = new LinkedHashMap<String, String>();
        fields.forEach((name, value) -> {
            if (name.startsWith(VALUE)) {
                values.put(name.substring(VALUE.length()), value);
            }
        });
        return new MailOrder(
                new EmailAddress(required(fields, "to")),
                MailTemplate.valueOf(required(fields, "template")),
                values,
                Instant.parse(required(fields, "at")));
    }

    private static String required(Map<String, String> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }
}
