package io.hexforge.adapter.llm.wall;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One way in which a provider misbehaves. A fault that has no meaning for a request (a stream's, when the client asked
/// for no stream) is applied as nearly as it can be: `Cut` then breaks off within the body.
///
/// Counts are of output tokens: the fault strikes once that many have been sent.
public sealed interface Fault {
    /// An error status in the vendor's shape.
    record Refused(RefusalKind kind, @Nullable Duration retryAfter) implements Fault {}

    /// The request is read, then the connection is reset (RST) or closed (FIN) without a byte of an answer.
    record NoAnswer(Ending ending) implements Fault {}

    /// The request is read, then nothing ever comes.
    record Silence() implements Fault {}

    /// The first token takes `delay` longer; the head of the answer comes at once if `headFirst`.
    record SlowStart(Duration delay, boolean headFirst) implements Fault {}

    /// The answer ends after so many tokens, without finish, usage or terminator.
    record Cut(int afterTokens, Ending ending) implements Fault {}

    /// All tokens are sent, but the answer ends before finish reason and usage.
    record CutBeforeFinish() implements Fault {}

    /// The answer stops coming after so many tokens, and the connection stays open.
    record Stall(int afterTokens) implements Fault {}

    /// One event that is not JSON, after so many tokens; then the answer goes on.
    record Malformed(int afterTokens) implements Fault {}

    /// Status 200 and an error in the body, after so many tokens of a stream.
    record ErrorInBody(int afterTokens) implements Fault {}

    /// Status 200 and a page of HTML.
    record Html() implements Fault {}

    /// The finish is sent, but not the vendor's last event; the connection may stay open.
    record NoTerminator(boolean holdOpen) implements Fault {}

    /// Usage where one does not look for it (OpenAI only).
    record OddUsage(Place place) implements Fault {}

    /// Alive, but so slow that it is useless: this long for each token.
    record Trickle(Duration perToken) implements Fault {}

    /// An answer of this many tokens, each in its own event, as fast as they can be sent.
    record ManyTokens(int tokens) implements Fault {}

    /// A conversation that ends with the assistant's words is refused; any other is answered.
    record RefusesPrefill() implements Fault {}

    /// Healthy for `period`, then faulty for `period`, and so on, beginning with the fault.
    record Flapping(Duration period, Fault fault) implements Fault {}

    /// All is right but for the bytes between the data.
    record Framing(Set<Oddity> oddities) implements Fault {
        public Framing {
            oddities = Set.copyOf(oddities);
        }
    }

    /// How a connection ends.
    enum Ending {
        /// TCP reset.
        RESET,
        /// The socket is closed within the message.
        CLOSE,
        /// The message is ended as HTTP wants it: a chunked body has its last chunk.
        CLEAN
    }

    /// Where the usage stands.
    enum Place {
        /// On the chunk that carries the finish reason; there is no chunk for usage only.
        WITH_CHOICES,
        /// On its own chunk, whose `choices` is null.
        NULL_CHOICES,
        /// On every chunk, cumulative.
        EVERYWHERE
    }

    /// What may stand between events.
    enum Oddity {
        CRLF,
        COMMENTS,
        /// Every event but those with text comes twice; of text one could not tell.
        DUPLICATES,
        /// Packets end within a character of several bytes.
        SPLIT_CHARACTERS,
        /// Every byte is a packet of its own.
        SINGLE_BYTES,
        /// `data:` without the space after it.
        NO_SPACE,
        /// A byte order mark first.
        BYTE_ORDER_MARK
    }

    static Fault rateLimited() {
        return new Refused(RefusalKind.RATE_LIMITED, null);
    }

    /// Sent as `retry-after` in whole seconds, rounded up, and as `retry-after-ms`.
    static Fault rateLimited(Duration retryAfter) {
        return new Refused(RefusalKind.RATE_LIMITED, retryAfter);
    }

    static Fault refused(RefusalKind kind) {
        return new Refused(kind, null);
    }

    static Fault resetBeforeHeaders() {
        return new NoAnswer(Ending.RESET);
    }

    static Fault silence() {
        return new Silence();
    }

    static Fault slowStart(Duration delay) {
        return new SlowStart(delay, false);
    }

    static Fault cutAfter(int tokens) {
        return new Cut(tokens, Ending.CLOSE);
    }

    static Fault cutBeforeUsage() {
        return new CutBeforeFinish();
    }

    static Fault stallAfter(int tokens) {
        return new Stall(tokens);
    }

    static Fault malformedAfter(int tokens) {
        return new Malformed(tokens);
    }

    static Fault errorIn200() {
        return new ErrorInBody(0);
    }

    static Fault noTerminator() {
        return new NoTerminator(false);
    }

    static Fault framing(Oddity... oddities) {
        return new Framing(Set.of(oddities));
    }
}
