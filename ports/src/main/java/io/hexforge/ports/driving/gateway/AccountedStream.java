package io.hexforge.ports.driving.gateway;

import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatAnswerBuilder;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Route;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.Usage;
import io.hexforge.domain.gateway.UsageRecord.Status;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A streamed answer whose end, whichever it is, is told to the fleet and to the accounts.
final class AccountedStream implements ReplyStream {
    private final ReplyStream stream;
    private final Route route;
    private final Fleet.Running running;
    private final Accounts.Account account;
    private final @Nullable Consumer<ChatAnswer> keep;
    private final ChatAnswerBuilder collected = new ChatAnswerBuilder();

    /// @param keep takes the whole answer of a stream of events; null if nobody wants it
    AccountedStream(
            ReplyStream stream,
            Route route,
            Fleet.Running running,
            Accounts.Account account,
            @Nullable Consumer<ChatAnswer> keep) {
        this.stream = stream;
        this.route = route;
        this.running = running;
        this.account = account;
        this.keep = keep;
    }

    @Override
    public ReplyPart next() {
        ReplyPart part = stream.next();
        switch (part) {
            case ReplyPart.End(Usage usage) -> {
                running.succeeded(usage);
                account.close(Status.OK, route, usage, running.firstToken());
                if (keep != null) {
                    collected.add(new ChatEvent.UsageCounted(usage));
                    keep.accept(collected.build());
                }
            }
            case ReplyPart.Failed(UpstreamFault fault, Usage usage) -> {
                running.failed(fault);
                account.close(Status.ABORTED, route, usage, running.firstToken());
            }
            case ReplyPart.Event(ChatEvent event) -> {
                if (keep != null) {
                    collected.add(event);
                }
            }
            case ReplyPart.Frames frames -> {}
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
        account.close(Status.ABORTED, route, stream.usage(), running.firstToken());
    }
}
