package io.hexforge.adapter.llm.gateway;

import io.hexforge.adapter.llm.gateway.FrameReader.Frame;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.Usage;
import java.util.Collection;

/// Makes of a provider's frames, one after the other, what the client is to get. Not safe for concurrent use.
interface ReplyReader {
    enum Progress {
        OPEN,
        /// The answer is whole, though counts or an end mark may follow.
        FINISHED,
        /// The answer is whole and counted, though an end mark may follow.
        COUNTED,
        /// Nothing that matters follows.
        DONE
    }

    /// Takes the next frame.
    ///
    /// @throws UpstreamFailure when it is malformed, or tells of an error at the provider
    void accept(Frame frame) throws UpstreamFailure;

    /// Completes an answer that is whole but has no end mark.
    void complete();

    Progress progress();

    /// {@return whether the client can see anything of what was taken so far}
    boolean content();

    /// {@return how many bytes, roughly, wait to be moved}
    int pending();

    /// Moves what was made since the last time.
    void moveTo(Collection<ReplyPart> parts);

    /// {@return what the provider has counted so far}
    Usage usage();

    /// {@return whether the provider has counted all of it}
    boolean counted();

    /// {@return what was read so far, counted here}
    Produced.Tokens produced();
}
