package io.hexforge.ports.driving.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Several texts in one, for what is kept for a few minutes.
final class Fields {
    private Fields() {}

    static String encode(@Nullable String... fields) {
        var encoded = new ArrayList<String>();
        for (String field : fields) {
            encoded.add(field == null ? "-" : "+" + URLEncoder.encode(field, UTF_8));
        }
        return String.join(" ", encoded);
    }

    static List<@Nullable String> decode(String encoded) {
        var fields = new ArrayList<@Nullable String>();
        for (String field : encoded.split(" ", -1)) {
            fields.add(field.equals("-") ? null : URLDecoder.decode(field.substring(1), UTF_8));
        }
        return fields;
    }

    static String required(List<@Nullable String> fields, int index) {
        return Objects.requireNonNull(fields.get(index));
    }
}
