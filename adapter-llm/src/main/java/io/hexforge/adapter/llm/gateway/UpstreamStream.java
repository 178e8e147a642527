package io.hexforge.adapter.llm.gateway;

import io.hexforge.adapter.llm.gateway.FrameReader.Frame;
import io.hexforge.adapter.llm.gateway.ReplyReader.Progress;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import io.hexforge.domain.gateway.Usage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A streamed answer as it comes from a provider.
///
/// Time is measured only while something is waited for, so that a slow client does not make a provider look stalled.
final class UpstreamStream implements ReplyStream {
    private static final int BATCH = 64 * 1024;
    /// How long counts may follow a finish, and an end mark the counts.
    private static final Duration COUNTS_WITHIN = Duration.ofSeconds(2);
    private static final Duration END_WITHIN = Duration.ofMillis(250);

    private final UpstreamCall call;
    private final FrameReader frames;
    private final ReplyReader reader;
    private final Timers timers;
    private final Counting counting;
    private final LeastRate rate;
    private final ArrayDeque<ReplyPart> parts = new ArrayDeque<>();
    private @Nullable UpstreamFault failure;
    private boolean whole;
    private volatile boolean over;
    /// Whether the call has been finished or closed, which is done once: its connection may be another call's by then.
    private final AtomicBoolean left = new AtomicBoolean();

    UpstreamStream(UpstreamCall call, FrameReader frames, ReplyReader reader, Timers timers, Counting counting) {
        this.counting = counting;
        this.call = call;
        this.frames = frames;
        this.reader = reader;
        this.timers = timers;
        this.rate = new LeastRate(timers);
    }

    /// Reads until the client can see something, or until the end.
    ///
    /// @return why nothing can be seen, if that is so
    Optional<UpstreamFault> begin() {
        while (!reader.content() && !over) {
            read();
        }
        if (!over) {
            reader.moveTo(parts);
        }
        return reader.content() ? Optional.empty() : Optional.ofNullable(failure);
    }

    @Override
    public ReplyPart next() {
        while (parts.isEmpty()) {
            if (whole) {
                return end();
            }
            if (over) {
                throw new NoSuchElementException("the answer is over");
            }
            read();
            reader.moveTo(parts);
        }
        return parts.remove();
    }

    @Override
    public boolean ready() {
        if (parts.isEmpty() && !over) {
            take(false);
            reader.moveTo(parts);
        }
        return !parts.isEmpty();
    }

    @Override
    public Usage usage() {
        return reader.counted() ? reader.usage() : counting.complete(reader.usage(), reader.produced());
    }

    @Override
    public void close() {
        if (left.getAndSet(true)) {
            return;
        }
        if (over) {
            call.finish(END_WITHIN);
        } else {
            over = true;
            call.breakOff(Kind.CANCELLED);
            call.close();
        }
    }

    private void read() {
        limitWait();
        if (rate.demanded() && reader.content()) {
            takeInTime();
        } else {
            take(true);
        }
        call.rest();
    }

    private void takeInTime() {
        long before = System.nanoTime();
        take(true);
        boolean going = !over && reader.progress() == Progress.OPEN;
        if (going
                && rate.missed(
                        System.nanoTime() - before, () -> reader.produced().output())) {
            fail(UpstreamFault.of(
                    Kind.STALLED,
                    "the provider answers more slowly than " + timers.minTokensPerSecond() + " tokens a second"));
        }
    }

    private void limitWait() {
        switch (reader.progress()) {
            case OPEN -> {
                if (reader.content()) {
                    call.allow(timers.idle());
                } else {
                    call.allowFromStart(timers.firstToken());
                }
            }
            case FINISHED -> call.allow(COUNTS_WITHIN);
            case COUNTED, DONE -> call.allow(END_WITHIN);
        }
    }

    /// Takes a frame, and those after it that are at hand.
    private void take(boolean wait) {
        try {
            Frame frame = wait ? frames.next() : frames.poll();
            if (frame == null && wait) {
                ended();
            }
            while (frame != null) {
                reader.accept(frame);
                if (reader.progress() == Progress.DONE) {
                    succeed();
                    return;
                }
                frame = reader.pending() < BATCH ? frames.poll() : null;
            }
        } catch (UpstreamFailure e) {
            fail(e.fault());
        } catch (IOException e) {
            broken(e);
        }
    }

    private void ended() {
        if (reader.progress() == Progress.OPEN) {
            fail(UpstreamFault.of(Kind.TRUNCATED, "the provider ended its answer before it was whole"));
        } else {
            succeed();
        }
    }

    private void broken(IOException e) {
        boolean whole = reader.progress() != Progress.OPEN;
        if (whole && (call.broken() == null || call.broken() == Kind.STALLED)) {
            succeed();
        } else {
            fail(call.fault(e, Kind.TRUNCATED));
        }
    }

    private void succeed() {
        reader.complete();
        reader.moveTo(parts);
        whole = true;
        over = true;
    }

    /// The end is made when it is asked for, so that nothing that the client can see waits for the counting.
    private ReplyPart end() {
        whole = false;
        if (!left.getAndSet(true)) {
            call.finish(END_WITHIN);
        }
        return new ReplyPart.End(usage());
    }

    private void fail(UpstreamFault fault) {
        failure = fault;
        reader.moveTo(parts);
        parts.add(new ReplyPart.Failed(fault, usage()));
        over = true;
        left.set(true);
        call.close();
    }
}
