package io.hexforge.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/// One JSON object a line: `timestamp`, `level`, `logger`, `message`, what the code added as key-value pairs, what
/// the request added to its context (`requestId`, `traceId`), and `error` with the stack trace.
final class JsonLines extends EncoderBase<ILoggingEvent> {
    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] NONE = {};

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("timestamp", event.getInstant().toString());
            json.writeStringField("level", event.getLevel().toString());
            json.writeStringField("logger", event.getLoggerName());
            json.writeStringField("message", event.getFormattedMessage());
            writePairs(event, json);
            IThrowableProxy problem = event.getThrowableProxy();
            if (problem != null) {
                json.writeStringField("error", ThrowableProxyUtil.asString(problem));
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        line.write('\n');
        return line.toByteArray();
    }

    private static void writePairs(ILoggingEvent event, JsonGenerator json) throws IOException {
        Map<String, String> context = event.getMDCPropertyMap();
        if (event.getKeyValuePairs() == null) {
            for (Map.Entry<String, String> entry : context.entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
            return;
        }
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            json.writeFieldName(pair.key);
            switch (pair.value) {
                case null -> json.writeNull();
                case Integer number -> json.writeNumber(number);
                case Long number -> json.writeNumber(number);
                case Double number -> json.writeNumber(number);
                case Boolean flag -> json.writeBoolean(flag);
                case Object other -> json.writeString(other.toString());
            }
        }
        for (Map.Entry<String, String> entry : context.entrySet()) {
            if (event.getKeyValuePairs().stream().noneMatch(pair -> pair.key.equals(entry.getKey()))) {
                json.writeStringField(entry.getKey(), entry.getValue());
            }
        }
    }

    @Override
    public byte[] headerBytes() {
        return NONE;
    }

    @Override
    public byte[] footerBytes() {
        return NONE;
    }
}
