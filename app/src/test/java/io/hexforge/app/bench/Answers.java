package io.hexforge.app.bench;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// One keep-alive connection of the load generator and the answer that is coming in on it.
final class Answers implements Closeable {
    private static final int LARGEST_ANSWER = 32 * 1024;
    private static final int UNKNOWN = -1;
    private static final int CHUNKED = -2;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final SocketChannel channel;
    private final ByteBuffer request;
    private final ByteBuffer in = ByteBuffer.allocate(LARGEST_ANSWER);
    private long askedAt;
    private int wholeAt = UNKNOWN;

    private Answers(SocketChannel channel, byte[] request) {
        this.channel = channel;
        this.request = ByteBuffer.allocateDirect(request.length).put(request).flip();
    }

    static Answers connect(int port, byte[] request, Selector selector) throws IOException {
        var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        var answers = new Answers(channel, request);
        channel.register(selector, SelectionKey.OP_READ, answers);
        return answers;
    }

    void attachTo(Selector selector, Object reader) {
        channel.keyFor(selector).attach(reader);
    }

    void ask() throws IOException {
        in.clear();
        wholeAt = UNKNOWN;
        askedAt = System.nanoTime();
        request.rewind();
        while (request.hasRemaining()) {
            channel.write(request);
        }
    }

    /// Reads what has come.
    void read() throws IOException {
        if (channel.read(in) < 0) {
            throw new IOException("the server hung up after " + in.position() + " bytes");
        }
    }

    long askedAt() {
        return askedAt;
    }

    String text(int from) {
        return new String(in.array(), from, in.position() - from, StandardCharsets.ISO_8859_1);
    }

    boolean isSuccess() {
        return text(0).startsWith("HTTP/1.1 200 ");
    }

    /// True when the answer is whole.
    boolean isWhole() {
        if (wholeAt == UNKNOWN) {
            readHead();
        }
        return wholeAt == CHUNKED ? endsWithLastChunk() : wholeAt != UNKNOWN && in.position() >= wholeAt;
    }

    private void readHead() {
        String text = text(0);
        int body = text.indexOf("\r\n\r\n") + 4;
        if (body < 4) {
            return;
        }
        var length = LENGTH.matcher(text.substring(0, body));
        wholeAt = length.find() ? body + Integer.parseInt(length.group(1)) : CHUNKED;
    }

    private boolean endsWithLastChunk() {
        int end = in.position();
        return end > 7
                && in.get(end - 5) == '0'
                && in.get(end - 6) == '\n'
                && in.get(end - 4) == '\r'
                && in.get(end - 1) == '\n';
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
