package io.hexforge.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import io.hexforge.app.config.LogLevel;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;

/// Where log lines go. Set up in code, since a server that starts in a second has no time to read XML.
final class Logging {
    private Logging() {}

    /// JSON lines to `out`, written by a thread of their own.
    static void server(LogLevel level, OutputStream out) {
        configure(Level.valueOf(level.name()), out);
    }

    /// What a person at a terminal should know, as JSON lines to `err`.
    static void command(OutputStream err) {
        configure(Level.ERROR, err);
    }

    /// Writes what is still queued.
    static void stop() {
        context().stop();
    }

    private static void configure(Level level, OutputStream out) {
        LoggerContext context = context();
        context.reset();
        Encoder<ILoggingEvent> encoder = new JsonLines();
        encoder.setContext(context);
        encoder.start();
        var lines = new BatchedLines(encoder, out);
        lines.setContext(context);
        lines.setName("lines");
        lines.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(lines);
        // Libraries tell headers, statements and passwords when they are asked for everything.
        root.setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
        context.getLogger("io.hexforge").setLevel(level);
    }

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }
}
