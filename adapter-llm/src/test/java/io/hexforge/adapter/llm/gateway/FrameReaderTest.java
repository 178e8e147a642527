package io.hexforge.adapter.llm.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hexforge.adapter.llm.gateway.FrameReader.Frame;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    /// Gives its bytes in pieces of random length.
    private static InputStream inPieces(byte[] bytes, long seed) {
        var random = new Random(seed);
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(20)));
            }

            @Override
            public synchronized int available() {
                return random.nextInt(3) == 0 ? 0 : super.available();
            }
        };
    }

    private static List<String> frames(FrameReader reader) throws IOException, UpstreamFailure {
        var frames = new ArrayList<String>();
        for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
            frames.add(new String(frame.copy(), StandardCharsets.UTF_8));
        }
        return frames;
    }

    @Property(tries = 300)
    void gives_out_what_was_put_in_however_it_is_cut(
            @ForAll @Size(max = 40) List<@NotEmpty String> texts,
            @ForAll @IntRange(max = 2) int lineEnd,
            @ForAll long seed)
            throws IOException, UpstreamFailure {
        String end = List.of("\n", "\r\n", "\r").get(lineEnd);
        List<String> expected = texts.stream()
                .map(text -> "data: é" + text.replaceAll("[\r\n\ud800-\udfff]", "."))
                .toList();
        String joined =
                String.join("", expected.stream().map(text -> text + end + end).toList());

        var reader = FrameReader.ofEvents(inPieces(joined.getBytes(StandardCharsets.UTF_8), seed), 1 << 20);

        assertThat(frames(reader)).isEqualTo(expected);
    }

    @Property(tries = 200)
    void gives_out_lines_however_they_are_cut(@ForAll @Size(max = 40) List<@NotEmpty String> texts, @ForAll long seed)
            throws IOException, UpstreamFailure {
        List<String> expected = texts.stream()
                .map(text -> "{" + text.replaceAll("[\r\n\ud800-\udfff]", ".") + "}")
                .toList();
        String joined = String.join("\n", expected) + "\n";

        var reader = FrameReader.ofLines(inPieces(joined.getBytes(StandardCharsets.UTF_8), seed), 1 << 20);

        assertThat(frames(reader)).isEqualTo(expected);
    }

    @Test
    void tells_whether_the_last_frame_was_terminated() throws IOException, UpstreamFailure {
        var reader = FrameReader.ofEvents(
                new ByteArrayInputStream("data: a\n\ndata: b\n".getBytes(StandardCharsets.UTF_8)), 1000);

        assertThat(reader.next()).extracting(Frame::terminated).isEqualTo(true);
        assertThat(reader.next()).extracting(Frame::terminated).isEqualTo(false);
        assertThat(reader.next()).isNull();
    }

    @Test
    void holds_no_more_than_one_event_may_have() {
        var endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };

        assertThatThrownBy(() -> FrameReader.ofEvents(endless, 100_000).next())
                .isInstanceOfSatisfying(
                        UpstreamFailure.class,
                        e -> assertThat(e.fault().message()).contains("100000 bytes"));
    }

    @Test
    void joins_the_data_of_one_event_and_leaves_out_the_rest() throws IOException, UpstreamFailure {
        String text = ": hello\nevent: a\nid: 7\ndata: {\"x\":\ndata:1}\nretry: 5\n\n";
        var reader = FrameReader.ofEvents(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 1000);
        Frame frame = reader.next();
        assertThat(frame).isNotNull();

        var event = ServerSentEvent.of(frame);

        assertThat(event.name()).isEqualTo("a");
        assertThat(Json.object(event.bytes(), event.from(), event.to())
                        .orElseThrow()
                        .path("x")
                        .asInt())
                .isEqualTo(1);
    }
}
