package io.hexforge.domain.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A JSON object as bytes, and where its top-level members stand: enough to change some and relay the rest
/// untouched. The bytes are not copied and must not be changed.
///
/// @param bytes UTF-8
/// @param members in the order in which they stand
public record RawJson(byte[] bytes, List<Member> members) {
    /// A member: its name begins (with the quote) at `start`; its value spans `valueStart` to `end`, exclusive.
    public record Member(String name, int start, int valueStart, int end) {}

    public RawJson {
        members = List.copyOf(members);
    }

    /// {@return the member of that name; of several the last, which is the one that JSON parsers keep}
    public Optional<Member> member(String name) {
        return members.reversed().stream()
                .filter(member -> member.name().equals(name))
                .findFirst();
    }

    /// {@return the JSON text of a member's value}
    public Optional<byte[]> value(String name) {
        return member(name).map(member -> Arrays.copyOfRange(bytes, member.valueStart(), member.end()));
    }

    /// Changes to make while relaying.
    ///
    /// @param set members to add or replace, by name, each value a JSON text in UTF-8; a name must need no escapes
    /// @param remove members to leave out, unless they are set
    public record Edits(Map<String, byte[]> set, Set<String> remove) {
        public static final Edits NONE = new Edits(Map.of(), Set.of());

        public boolean isEmpty() {
            return set.isEmpty() && remove.isEmpty();
        }
    }

    /// {@return the length of what `write` writes, in bytes}
    public long length(Edits edits) {
        var counter = new Counter();
        try {
            write(edits, counter);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return counter.count;
    }

    /// Writes the object with `edits` made. Members that are not named keep their bytes and their order; of several
    /// with the same name that is set, one is left.
    public void write(Edits edits, OutputStream out) throws IOException {
        if (edits.isEmpty()) {
            out.write(bytes);
            return;
        }
        var added = new LinkedHashMap<>(edits.set());
        boolean first = true;
        out.write('{');
        for (Member member : members) {
            byte @Nullable [] replacement = added.remove(member.name());
            boolean gone = edits.remove().contains(member.name()) || edits.set().containsKey(member.name());
            if (replacement == null && gone) {
                continue;
            }
            if (!first) {
                out.write(',');
            }
            first = false;
            if (replacement == null) {
                out.write(bytes, member.start(), member.end() - member.start());
            } else {
                out.write(bytes, member.start(), member.valueStart() - member.start());
                out.write(replacement);
            }
        }
        for (Map.Entry<String, byte[]> member : added.entrySet()) {
            if (!first) {
                out.write(',');
            }
            first = false;
            out.write(('"' + member.getKey() + "\":").getBytes(StandardCharsets.UTF_8));
            out.write(member.getValue());
        }
        out.write('}');
    }

    private static final class Counter extends OutputStream {
        private long count;

        @Override
        public void write(int b) {
            count++;
        }

        @Override
        public void write(byte[] b, int off, int len) {
            count += len;
        }
    }
}
