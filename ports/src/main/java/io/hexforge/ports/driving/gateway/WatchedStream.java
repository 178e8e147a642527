package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.Usage;

/// A stream whose end is told to the fleet.
record WatchedStream(ReplyStream stream, Fleet.Running running) implements ReplyStream {
    @Override
    public ReplyPart next() {
        ReplyPart part = stream.next();
        switch (part) {
            case ReplyPart.End(Usage usage) -> running.succeeded(usage);
            case ReplyPart.Failed(UpstreamFault fault, Usage usage) -> running.failed(fault);
            case ReplyPart.Frames frames -> {}
            case ReplyPart.Event event -> {}
        }
        return part;
    }

    @Override
    public boolean ready() {
        return stream.ready();
    }

    @Override
    public Usage usage() {
        return stream.usage();
    }

    @Override
    public void close() {
        stream.close();
        running.abandoned();
    }
}
