package io.hexforge.adapter.llm.gateway;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import org.apache.hc.client5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.message.BasicHeader;

/// Lets a reader of a chunked body see that more chunks have been read from the socket already.
///
/// The client's own stream answers `available` for the current chunk only. Providers send one event a chunk, so a relay
/// would write each on its own although many came in one packet. The connection's buffer is shown to the parser of
/// heads only, which hands it on as a header that is never sent.
final class ReadAhead extends FilterInputStream {
    private static final String NAME = "x-read-ahead";
    /// The end of a chunk and the head of the next are shorter, so that reading on will not wait.
    private static final int BETWEEN_CHUNKS = 16;
    /// Every connection of the pool keeps three of these.
    private static final int BUFFER = 4 * 1024;

    private static final class Buffer extends BasicHeader {
        @Serial
        private static final long serialVersionUID = 1L;

        private final transient SessionInputBuffer bytes;

        private Buffer(SessionInputBuffer bytes) {
            super(NAME, "");
            this.bytes = bytes;
        }
    }

    private final SessionInputBuffer buffer;

    private ReadAhead(InputStream in, SessionInputBuffer buffer) {
        super(in);
        this.buffer = buffer;
    }

    static Http1Config config() {
        return Http1Config.custom().setBufferSize(BUFFER).build();
    }

    static HttpMessageParserFactory<ClassicHttpResponse> parsers() {
        var factory = new DefaultHttpResponseParserFactory(config());
        return config -> showingBuffer(factory.create());
    }

    private static HttpMessageParser<ClassicHttpResponse> showingBuffer(HttpMessageParser<ClassicHttpResponse> heads) {
        return (buffer, in) -> {
            ClassicHttpResponse head = heads.parse(buffer, in);
            if (head != null) {
                head.setHeader(new Buffer(buffer));
            }
            return head;
        };
    }

    static InputStream of(ClassicHttpResponse response, InputStream body) {
        return response.getFirstHeader(NAME) instanceof Buffer buffer ? new ReadAhead(body, buffer.bytes) : body;
    }

    @Override
    public int available() throws IOException {
        int now = in.available();
        return now == 0 && buffer.length() >= BETWEEN_CHUNKS ? 1 : now;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        return in.read(target, offset, length);
    }
}
