package io.hexforge.adapter.llm.gateway;

import io.hexforge.domain.gateway.RawJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/// A client's own body with a few members changed, written straight to the provider's connection.
final class SplicedBody extends AbstractHttpEntity {
    private final RawJson body;
    private final RawJson.Edits edits;
    private final long length;

    SplicedBody(RawJson body, RawJson.Edits edits) {
        super(ContentType.APPLICATION_JSON.getMimeType(), null);
        this.body = body;
        this.edits = edits;
        this.length = body.length(edits);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        body.write(edits, out);
    }

    @Override
    public InputStream getContent() throws IOException {
        var bytes = new ByteArrayOutputStream();
        body.write(edits, bytes);
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public void close() {}
}
