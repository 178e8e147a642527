package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.gateway.RawJson.Edits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RawJsonTest {
    @Test
    void relays_the_very_bytes_when_there_is_nothing_to_change() throws IOException {
        RawJson json = of(List.of(new Part("a", "1", " ", "\t"), new Part("b", "[ 1 ]", "\n", "")));

        assertThat(written(json, Edits.NONE)).isEqualTo(text(json.bytes()));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void keeps_the_bytes_and_the_order_of_members_that_are_not_named(
            @ForAll("parts") List<Part> parts,
            @ForAll("sets") Map<String, String> set,
            @ForAll("names") Set<String> remove)
            throws IOException {
        RawJson json = of(parts);
        var edits = new Edits(bytes(set), remove);

        String written = written(json, edits);

        if (!edits.isEmpty()) {
            assertThat(written).isEqualTo(expected(parts, set, remove));
        }
        assertThat(json.length(edits)).isEqualTo(written.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void leaves_one_member_of_a_name_that_is_set() throws IOException {
        RawJson json = of(List.of(part("model", "\"a\""), part("x", "1"), part("model", "\"b\"")));

        assertThat(written(json, new Edits(bytes(Map.of("model", "\"c\"")), Set.of())))
                .isEqualTo("{\"model\":\"c\",\"x\":1}");
    }

    @Test
    void reads_the_last_member_of_a_name_as_parsers_do() {
        RawJson json = of(List.of(part("model", "\"a\""), part("model", "\"b\"")));

        assertThat(json.value("model").map(RawJsonTest::text)).contains("\"b\"");
        assertThat(json.value("none")).isEmpty();
    }

    /// A member with the space around it, as it may stand in a body.
    record Part(String name, String value, String before, String after) {
        String member() {
            return "\"" + name + "\"" + after + ":" + before + value;
        }
    }

    private static Part part(String name, String value) {
        return new Part(name, value, "", "");
    }

    private static String expected(List<Part> parts, Map<String, String> set, Set<String> remove) {
        var rest = new LinkedHashMap<>(set);
        var members = new ArrayList<String>();
        for (Part part : parts) {
            String value = rest.remove(part.name());
            if (value != null) {
                members.add("\"" + part.name() + "\"" + part.after() + ":" + part.before() + value);
            } else if (!set.containsKey(part.name()) && !remove.contains(part.name())) {
                members.add(part.member());
            }
        }
        rest.forEach((name, value) -> members.add("\"" + name + "\":" + value));
        return "{" + String.join(",", members) + "}";
    }

    private static RawJson of(List<Part> parts) {
        var text = new StringBuilder(" {");
        var members = new ArrayList<RawJson.Member>();
        for (Part part : parts) {
            text.append(members.isEmpty() ? "" : ",").append(part.before());
            int start = length(text);
            text.append('"')
                    .append(part.name())
                    .append('"')
                    .append(part.after())
                    .append(':')
                    .append(part.before());
            int valueStart = length(text);
            text.append(part.value());
            members.add(new RawJson.Member(part.name(), start, valueStart, length(text)));
            text.append(part.after());
        }
        return new RawJson(text.append("}\n").toString().getBytes(StandardCharsets.UTF_8), members);
    }

    private static int length(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static String written(RawJson json, Edits edits) throws IOException {
        var out = new ByteArrayOutputStream();
        json.write(edits, out);
        return text(out.toByteArray());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Map<String, byte[]> bytes(Map<String, String> texts) {
        var bytes = new LinkedHashMap<String, byte[]>();
        texts.forEach((name, value) -> bytes.put(name, value.getBytes(StandardCharsets.UTF_8)));
        return bytes;
    }

    @Provide
    Arbitrary<List<Part>> parts() {
        Arbitrary<String> space = Arbitraries.of("", " ", "\n\t", "  ");
        return Combinators.combine(name(), value(), space, space)
                .as(Part::new)
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<Map<String, String>> sets() {
        return Arbitraries.maps(name(), value()).ofMaxSize(3);
    }

    @Provide
    Arbitrary<Set<String>> names() {
        return name().set().ofMaxSize(3);
    }

    private static Arbitrary<String> name() {
        return Arbitraries.of("model", "stream", "stream_options", "hexforge", "größe", "");
    }

    private static Arbitrary<String> value() {
        return Arbitraries.of("1", "null", "\"x\"", "\"ü😀\"", "{ \"a\" : [1 ,2] }", "[]", "-1.50e+3");
    }
}
