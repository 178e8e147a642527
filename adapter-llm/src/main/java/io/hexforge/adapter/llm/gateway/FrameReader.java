package io.hexforge.adapter.llm.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Cuts a stream of bytes into frames: server-sent events, which end at a blank line, or lines of JSON. Lines end
/// with LF, CRLF or CR. Each byte is looked at once, however the stream is cut into packets; at most one frame and
/// one read are held. Not safe for concurrent use.
final class FrameReader {
    private static final int READ = 4 * 1024;

    private final InputStream in;
    private final boolean lines;
    private final int maxFrame;
    private byte[] buffer = new byte[READ];
    private int start;
    private int scanned;
    private int end;
    private boolean lineEmpty = true;
    private boolean afterCarriageReturn;
    private boolean atStart = true;

    private FrameReader(InputStream in, boolean lines, int maxFrame) {
        this.in = in;
        this.lines = lines;
        this.maxFrame = maxFrame;
    }

    /// @param maxFrame most bytes of one event
    static FrameReader ofEvents(InputStream in, int maxFrame) {
        return new FrameReader(in, false, maxFrame);
    }

    /// @param maxFrame most bytes of one line
    static FrameReader ofLines(InputStream in, int maxFrame) {
        return new FrameReader(in, true, maxFrame);
    }

    /// Waits for the next frame. The slice is valid until the next call.
    ///
    /// @return null at the end of the stream
    @Nullable
    Frame next() throws IOException, UpstreamFailure {
        while (true) {
            Frame frame = buffered();
            if (frame != null) {
                return frame;
            }
            if (!fill()) {
                return rest();
            }
        }
    }

    /// {@return the next frame if it can be had without waiting}
    @Nullable
    Frame poll() throws IOException, UpstreamFailure {
        while (true) {
            Frame frame = buffered();
            if (frame != null || in.available() == 0 || !fill()) {
                return frame;
            }
        }
    }

    private @Nullable Frame buffered() {
        while (scanned < end) {
            byte b = buffer[scanned++];
            if (b != '\n' && b != '\r') {
                lineEmpty = false;
                afterCarriageReturn = false;
            } else if (b == '\n' && afterCarriageReturn) {
                afterCarriageReturn = false;
            } else {
                afterCarriageReturn = b == '\r';
                Frame frame = lines || lineEmpty ? cut(scanned - 1, true) : null;
                lineEmpty = true;
                if (frame != null) {
                    return frame;
                }
            }
        }
        return null;
    }

    /// The frame that ends before `to`, unless it is empty.
    private @Nullable Frame cut(int to, boolean terminated) {
        int from = start;
        start = scanned;
        if (atStart) {
            atStart = false;
            from += byteOrderMark(from, to);
        }
        while (from < to && isBreak(buffer[from])) {
            from++;
        }
        int last = to;
        while (last > from && isBreak(buffer[last - 1])) {
            last--;
        }
        return from == last ? null : new Frame(buffer, from, last, terminated);
    }

    private int byteOrderMark(int from, int to) {
        boolean marked = to - from >= 3
                && buffer[from] == (byte) 0xef
                && buffer[from + 1] == (byte) 0xbb
                && buffer[from + 2] == (byte) 0xbf;
        return marked ? 3 : 0;
    }

    private static boolean isBreak(byte b) {
        return b == '\n' || b == '\r';
    }

    /// What stands after the last blank line of a stream that has ended.
    private @Nullable Frame rest() {
        scanned = end;
        Frame frame = start < end ? cut(end, false) : null;
        start = end;
        return frame;
    }

    private boolean fill() throws IOException, UpstreamFailure {
        if (end == buffer.length) {
            makeRoom();
        }
        int read = in.read(buffer, end, buffer.length - end);
        if (read > 0) {
            end += read;
        }
        return read >= 0;
    }

    private void makeRoom() throws UpstreamFailure {
        int held = end - start;
        if (held > maxFrame) {
            throw UpstreamFailure.malformed("an event of more than " + maxFrame + " bytes");
        }
        byte[] target = held > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
        System.arraycopy(buffer, start, target, 0, held);
        buffer = target;
        scanned -= start;
        start = 0;
        end = held;
    }

    /// A frame as a slice of bytes, without the breaks around it.
    ///
    /// @param terminated whether its end was seen; else the stream ended first
    record Frame(byte[] bytes, int from, int to, boolean terminated) {
        byte[] copy() {
            return Arrays.copyOfRange(bytes, from, to);
        }
    }
}
