package io.hexforge.adapter.llm.gateway;

import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Usage;
import java.util.Iterator;

/// A whole answer, given out as a stream.
final class AnswerStream implements ReplyStream {
    private final Iterator<ChatEvent> events;
    private final Usage usage;

    AnswerStream(ChatAnswer answer) {
        this.events = answer.events().iterator();
        this.usage = answer.usage();
    }

    @Override
    public ReplyPart next() {
        return events.hasNext() ? new ReplyPart.Event(events.next()) : new ReplyPart.End(usage);
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public boolean ready() {
        return events.hasNext();
    }

    @Override
    public void close() {}
}
